package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.Rejected;
import dev.loupe.plan.Limits;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class PagesTest {
    private static final int SUBFILE = 254;
    private static final int OLD_SUBFILE = 255;
    private static final int PHOTOMETRIC = 262;
    private static final int SUB_DIRECTORIES = 330;

    private final Codec codec = new Codec(Limits.DEFAULT, 0);
    private final Raster picture = Pictures.noise(new Size(41, 23), Layout.BGR, Depth.U8, 1);
    private final Raster other = Pictures.noise(new Size(9, 5), Layout.BGR, Depth.U8, 2);

    private Source source(byte[] file) {
        return codec.decode(file, "x").source();
    }

    private TiffBuilder small() {
        return new TiffBuilder(other);
    }

    @Test
    void pagesOfATiffAreCountedButNotCopiesAndMasksOfThem() {
        byte[] file = new TiffBuilder(picture).interleaved();
        assertThat(source(file).part()).isEmpty();
        file = small().tag(SUBFILE, 1).after(file);
        file = small().tag(SUBFILE, 4).after(file);
        file = small().tag(OLD_SUBFILE, 2).after(file);
        assertThat(source(file).part()).isEmpty();
        file = small().tag(SUBFILE, 2).after(small().after(file));
        assertThat(source(file).pages()).isEqualTo(3);
        assertThat(source(file).part()).contains("page 1 of 3");
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void aSmallerCopyBeforeThePictureIsNotThePicture(Layout layout) {
        for (Depth depth : Depth.values()) {
            Raster wanted = Pictures.noise(new Size(41, 23), layout, depth, 3);
            byte[] copy = small().tag(SUBFILE, 1).interleaved();
            byte[] turned = small().bigEndian().tag(SUBFILE, 1).tag(274, 6).interleaved();
            for (byte[] file : new byte[][] {new TiffBuilder(wanted).after(copy),
                    new TiffBuilder(wanted).bigEndian().tag(SUBFILE, 0).after(turned)}) {
                assertThat(codec.header(file, "x").upright()).isEqualTo(wanted.size());
                Decoded decoded = codec.decode(file, "x");
                assertThat(Pictures.difference(decoded.raster(), wanted)).as("%s", wanted).isZero();
                assertThat(decoded.source().part()).isEmpty();
            }
        }
    }

    @Test
    void aTiffOfSmallerCopiesAloneIsReadAsItIs() {
        byte[] file = small().tag(SUBFILE, 1).after(new TiffBuilder(picture).tag(SUBFILE, 1).interleaved());
        assertThat(Pictures.difference(codec.decode(file, "x").raster(), picture)).isZero();
        assertThat(source(file).pages()).isEqualTo(2);
    }

    @Test
    void aCamerasRawFileIsRefused() {
        byte[] inside = small().tag(SUBFILE, 1).tag(PHOTOMETRIC, 32803)
                .after(new TiffBuilder(picture).tag(SUB_DIRECTORIES, 0).interleaved());
        Ifd first = Ifd.first(inside, 0, inside.length);
        first.overwrite(SUB_DIRECTORIES, first.next().orElseThrow().place());
        byte[] canon = new TiffBuilder(picture).interleaved();
        canon = FileParts.insert(canon, 8, new byte[] {'C', 'R', 2, 0, 0, 0, 0, 0});
        int directory = ByteBuffer.wrap(canon).order(ByteOrder.LITTLE_ENDIAN).getInt(4) + 8;
        byte[] moved = FileParts.join(Arrays.copyOf(canon, 16),
                Arrays.copyOfRange(canon, directory, canon.length));
        ByteBuffer.wrap(moved).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 16);
        byte[][] raws = {new TiffBuilder(picture).tag(50706, 0x0401).interleaved(),
                small().tag(SUBFILE, 1).tag(SUB_DIRECTORIES, 8).interleaved(),
                new TiffBuilder(picture).tag(PHOTOMETRIC, 32803).interleaved(),
                new TiffBuilder(picture).tag(PHOTOMETRIC, 34892).after(small().tag(SUBFILE, 1).interleaved()),
                inside, moved};
        for (byte[] raw : raws) {
            assertThatThrownBy(() -> codec.header(raw, "x")).isInstanceOf(Rejected.class)
                    .hasMessageContaining("is a camera's raw file").hasMessageContaining("as TIFF or JPEG");
        }
        assertThat(source(new TiffBuilder(picture).tag(SUB_DIRECTORIES, 1 << 30).interleaved()).part()).isEmpty();
    }

    @Test
    void pagesThatNeverEndAreCountedOnce() {
        byte[] file = small().after(small().after(new TiffBuilder(picture).interleaved()));
        Ifd last = Ifd.first(file, 0, file.length).next().orElseThrow().next().orElseThrow();
        int link = last.place() + 2 + last.count() * 12;
        ByteBuffer tiff = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        tiff.putInt(link, tiff.getInt(4));
        assertThat(source(file).pages()).isEqualTo(3);
        tiff.putInt(link, last.place());
        assertThat(source(file).pages()).isEqualTo(3);
        tiff.putInt(link, file.length - 1);
        assertThat(source(file).pages()).as("one that cannot be read").isEqualTo(4);
    }

    @Test
    void tenThousandPagesAreCountedInEitherForm() {
        for (boolean big : new boolean[] {false, true}) {
            int pages = 10_000;
            int bytes = big ? 8 + 20 + 8 : 2 + 12 + 4;
            ByteBuffer tiff = ByteBuffer.allocate(16 + pages * bytes).order(ByteOrder.BIG_ENDIAN);
            tiff.put(new byte[] {'M', 'M', 0, (byte) (big ? 43 : 42)});
            tiff.putInt(big ? 0x80000 : 16).putLong(16);
            for (int page = 1; page <= pages; page++) {
                tiff = big ? tiff.putLong(1) : tiff.putShort((short) 1);
                tiff.putShort((short) 256).putShort((short) 3);
                tiff = big ? tiff.putLong(1).putLong(0x29L << 48) : tiff.putInt(1).putInt(0x29 << 16);
                int next = page < pages ? 16 + page * bytes : 0;
                tiff = big ? tiff.putLong(next) : tiff.putInt(next);
            }
            assertThat(TiffPages.of(tiff.array()).count()).isEqualTo(pages);
        }
    }

    @Test
    void longDirectoriesThatOverlapAreNotAllRead() {
        int entries = 8192;
        int directories = 20_000;
        int length = 2 + entries * 12;
        ByteBuffer tiff = ByteBuffer.allocate(8 + directories * 4 + length + 4).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put(new byte[] {'I', 'I', 42, 0}).putInt(8);
        for (int at = 8; at < 8 + directories * 4; at += 4) {
            tiff.putShort(at, (short) entries).putInt(at + length, at + 4);
        }
        assertThat(TiffPages.of(tiff.array()).count()).isBetween(2, directories / 2);
    }

    @Test
    void framesOfAnApngAreCounted() {
        byte[] png = codec.encode(picture, ImageFormat.PNG, 0).bytes();
        byte[] begin = FileParts.pngChunk("acTL", ByteBuffer.allocate(8).putInt(3).putInt(0).array());
        byte[] frame = FileParts.pngChunk("fcTL", new byte[26]);
        byte[] later = FileParts.insert(png, png.length - 12, FileParts.join(frame, frame));
        assertThat(source(FileParts.insert(later, 33, FileParts.join(begin, frame))).part()).contains("frame 1 of 3");
        assertThat(source(FileParts.insert(later, 33, begin)).pages()).as("and a picture of its own").isEqualTo(3);
        assertThat(source(FileParts.insert(png, 33, FileParts.join(begin, frame))).part()).isEmpty();
        assertThat(source(later).part()).as("not called an animation").isEmpty();
    }

    @Test
    void framesOfAnAnimatedWebpAreCounted() {
        byte[] webp = codec.encode(picture, ImageFormat.WEBP, 90).bytes();
        byte[] pixels = Arrays.copyOfRange(webp, 12, webp.length);
        byte[] canvas = new byte[10];
        canvas[0] = 2;
        FileParts.put24(canvas, 4, 40);
        FileParts.put24(canvas, 7, 22);
        byte[] head = new byte[16];
        FileParts.put24(head, 6, 40);
        FileParts.put24(head, 9, 22);
        byte[] frame = FileParts.riff("ANMF", FileParts.join(head, pixels));
        byte[] file = FileParts.riff("RIFF", FileParts.join("WEBP".getBytes(StandardCharsets.US_ASCII),
                FileParts.riff("VP8X", canvas), FileParts.riff("ANIM", new byte[6]), frame, frame, frame));
        assertThat(source(file).part()).contains("frame 1 of 3");
        assertThat(source(webp).part()).isEmpty();
    }

    @Test
    void picturesThatFollowAJpegAreCountedButNotPreviewsAndGainMaps() {
        byte[] second = codec.encode(other, ImageFormat.JPEG, 90).bytes();
        byte[] xmp = "....http://ns.adobe.com/xap/1.0/ hdrgm:Version=\"1.0\"".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer.wrap(xmp).putShort((short) 0xffe1).putShort((short) (xmp.length - 2));
        assertThat(source(followed(0x020002, second)).part()).contains("picture 1 of 2");
        assertThat(source(followed(0x010002, second)).part()).as("a preview").isEmpty();
        assertThat(source(followed(0, second)).part()).contains("picture 1 of 2");
        assertThat(source(followed(0, FileParts.insert(second, 2, xmp))).part()).as("a gain map").isEmpty();
        assertThat(source(followed(0x020002, new byte[0])).part()).as("listed, but not there").isEmpty();
    }

    private byte[] followed(int type, byte[] second) {
        byte[] first = codec.encode(picture, ImageFormat.JPEG, 90).bytes();
        ByteBuffer index = ByteBuffer.allocate(4 + 4 + 38 + 2 * 16).putShort((short) 0xffe2).putShort((short) 76);
        index.put("MPF\0MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) 2);
        index.putShort((short) 0xb001).putShort((short) 4).putInt(1).putInt(2);
        index.putShort((short) 0xb002).putShort((short) 7).putInt(32).putInt(38).putInt(0);
        index.putInt(0x30000).putInt(0).putInt(0).putInt(0);
        index.putInt(type).putInt(second.length).putInt(first.length + index.capacity() - 10).putInt(0);
        return FileParts.join(FileParts.insert(first, 2, index.array()), second);
    }
}
