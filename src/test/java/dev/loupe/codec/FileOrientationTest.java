package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.plan.Limits;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Orientation;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileOrientationTest {
    private static final Size SIZE = new Size(37, 22);

    private final Codec codec = new Codec(Limits.DEFAULT, 0);
    private final Raster picture = Pictures.smooth(SIZE, Layout.BGR, Depth.U8);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void jpeg(int tag) {
        byte[] plain = codec.encode(picture, ImageFormat.JPEG, 95).bytes();
        assertUpright(FileParts.jpegWithExif(plain, tag), tag, codec.decode(plain, "plain").raster());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void png(int tag) {
        byte[] plain = codec.encode(picture, ImageFormat.PNG, 0).bytes();
        assertUpright(FileParts.pngWithExif(plain, tag, false), tag, picture);
        assertUpright(FileParts.pngWithExif(plain, tag, true), tag, picture);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void webp(int tag) {
        byte[] plain = codec.encode(picture, ImageFormat.WEBP, 101).bytes();
        assertUpright(FileParts.webpWithExif(plain, SIZE.width(), SIZE.height(), tag, false), tag, picture);
        assertUpright(FileParts.webpWithExif(plain, SIZE.width(), SIZE.height(), tag, true), tag, picture);
    }

    /** OpenCV turns TIFFs by itself, in another way for 8 than for 16 bits: each must end up turned once. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void tiff(int tag) {
        for (Layout layout : Layout.values()) {
            for (Depth depth : Depth.values()) {
                Raster stored = Pictures.smooth(SIZE, layout, depth);
                assertUpright(new TiffBuilder(stored).tag(274, tag).interleaved(), tag, stored);
                assertUpright(new TiffBuilder(stored).tag(274, tag).bigEndian().planes(), tag, stored);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = ImageFormat.class, names = {"JPEG", "PNG", "WEBP"})
    void aBrokenExifBlockIsNoReasonToRefuse(ImageFormat format) {
        byte[] plain = codec.encode(picture, format, 100).bytes();
        byte[] marked = switch (format) {
            case JPEG -> FileParts.jpegWithExif(plain, 6);
            case PNG -> FileParts.pngWithExif(plain, 6, false);
            default -> FileParts.webpWithExif(plain, SIZE.width(), SIZE.height(), 6, false);
        };
        int exif = indexOf(marked, FileParts.exif(6));
        marked[exif + 4] = 127;
        assertThat(codec.header(marked, "marked").orientation()).isEqualTo(1);
        assertThat(codec.header(marked, "marked").size()).isEqualTo(SIZE);
    }

    private void assertUpright(byte[] file, int tag, Raster stored) {
        Decoded decoded = codec.decode(file, "file");
        int valid = tag >= 1 && tag <= 8 ? tag : 1;
        assertThat(decoded.source().header().orientation()).isEqualTo(valid);
        assertThat(decoded.source().header().size()).isEqualTo(SIZE);
        assertThat(decoded.source().header().upright()).isEqualTo(decoded.raster().size());
        assertThat(Pictures.difference(decoded.raster(), Orientation.ofTag(tag).upright(stored)))
                .as("%s, tag %d", stored, tag).isZero();
    }

    private static int indexOf(byte[] file, byte[] part) {
        for (int at = 0; at <= file.length - part.length; at++) {
            if (java.util.Arrays.equals(file, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not in the file");
    }
}
