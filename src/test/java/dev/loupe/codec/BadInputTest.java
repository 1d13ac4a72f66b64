package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.plan.Limits;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final Codec codec = new Codec(Limits.DEFAULT, 0);

    @Test
    void anEmptyFile() {
        assertRefused(new byte[0], Reason.NOT_A_PICTURE, "empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "A text named holiday.jpg.", "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    void text(String text) {
        assertRefused(text.getBytes(StandardCharsets.UTF_8), Reason.NOT_A_PICTURE, "not a picture");
    }

    @ParameterizedTest
    @CsvSource({
        "GIF89a__________, GIF", "8BPS____________, PSD", "____ftypheic____, HEIC", "____ftypavif____, AVIF",
        "%PDF-1.7________, PDF"})
    void aPictureOfAnotherKindIsCalledByItsName(String head, String kind) {
        assertRefused(head.getBytes(StandardCharsets.ISO_8859_1), Reason.UNSUPPORTED, "a " + kind + " file");
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void theFormatIsWhatTheBytesSay(ImageFormat format) {
        byte[] file = encoded(format, new Size(5, 4));
        assertThat(codec.decode(file, "really-a.gif").source().header().format()).isEqualTo(format);
        assertThat(codec.decode(file, "really-a.gif").source().name()).isEqualTo("really-a.gif");
    }

    /** Of a JPEG and a PNG every byte up to the last few decides; others may have padding at their end. */
    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void truncatedAnywhere(ImageFormat format) {
        byte[] file = encoded(format, new Size(60, 50));
        for (int length = 1; length < file.length - 8; length += Math.max(1, file.length / 97)) {
            byte[] part = Arrays.copyOf(file, length);
            Rejected rejected = catchThrowableOfType(() -> codec.decode(part, "part"), Rejected.class);
            assertThat(rejected).as("the first %d bytes of %s", length, format).isNotNull();
            assertThat(rejected.reason()).isIn(Reason.BROKEN_PICTURE, Reason.NOT_A_PICTURE);
        }
    }

    @ParameterizedTest
    @EnumSource(value = ImageFormat.class, names = {"JPEG", "PNG"})
    void theLastTwoBytesMissing(ImageFormat format) {
        byte[] file = encoded(format, new Size(60, 50));
        assertRefused(Arrays.copyOf(file, file.length - 2), Reason.BROKEN_PICTURE, "not complete");
    }

    /** What a download leaves that reserved its space and broke off. To a lossy WebP zeros are pixels like others. */
    @ParameterizedTest
    @EnumSource(value = ImageFormat.class, names = {"JPEG", "PNG"})
    void theSecondHalfIsZeros(ImageFormat format) {
        byte[] file = encoded(format, new Size(60, 50));
        Arrays.fill(file, file.length / 2, file.length, (byte) 0);
        assertThatThrownBy(() -> codec.decode(file, "x")).isInstanceOfSatisfying(Rejected.class, rejected ->
                assertThat(rejected.reason()).isEqualTo(Reason.BROKEN_PICTURE));
    }

    @Test
    void bytesAfterTheEndMarkerOfAJpegDoNotMatter() {
        byte[] file = encoded(ImageFormat.JPEG, new Size(60, 50));
        byte[] longer = FileParts.join(file, "a phone's film of the same moment".getBytes(StandardCharsets.UTF_8));
        assertThat(codec.decode(longer, "x").raster().size()).isEqualTo(new Size(60, 50));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 7", "7, 0", "-1, 7"})
    void noPixels(int width, int height) {
        assertRefused(png(width, height, new byte[0]), Reason.BROKEN_PICTURE, width + "x" + height);
    }

    @Test
    void noPixelsInOtherFormats() {
        byte[] bmp = encoded(ImageFormat.BMP, new Size(3, 2));
        Arrays.fill(bmp, 18, 22, (byte) 0);
        assertRefused(bmp, Reason.BROKEN_PICTURE, "0x2");
        byte[] jpeg = encoded(ImageFormat.JPEG, new Size(3, 2));
        int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        Arrays.fill(jpeg, frame + 5, frame + 7, (byte) 0);
        assertRefused(jpeg, Reason.BROKEN_PICTURE, "3x0");
        Raster raster = Pictures.smooth(new Size(3, 2), Layout.GRAY, Depth.U8);
        assertRefused(new TiffBuilder(raster).tag(257, 0).interleaved(), Reason.BROKEN_PICTURE, "3x0");
    }

    /** 900 megapixels in 100 kilobytes: they would take 2.7 GB. */
    @Test
    void aVeryLargePictureInASmallFileIsRefusedFromItsHeader() throws IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(rows)) {
            for (int i = 0; i < 1000; i++) {
                deflater.write(new byte[90_001]);
            }
        }
        byte[] file = png(30_000, 30_000, rows.toByteArray());
        assertThat(file.length).isBetween(80_000, 120_000);
        Rejected rejected = catchThrowableOfType(() -> codec.header(file, "bomb"), Rejected.class);
        assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(rejected.limit()).contains(new Limit(Limits.MAX_PIXELS_IN, 100_000_000, 900_000_000));
        assertThat(rejected).hasMessageContaining("30000x30000").hasMessageContaining("loupe.limits.max-pixels-in");
    }

    @Test
    void tooManyBytes() {
        byte[] file = encoded(ImageFormat.BMP, new Size(60, 50));
        Codec strict = new Codec(new Limits(1000, 100_000_000, 100_000_000), 0);
        Rejected rejected = catchThrowableOfType(() -> strict.decode(file, "x"), Rejected.class);
        assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_BYTES);
        assertThat(rejected.limit()).contains(new Limit(Limits.MAX_BYTES, 1000, file.length));
    }

    @Test
    void asManyPixelsAsAllowedAreAllowed() {
        byte[] file = encoded(ImageFormat.PNG, new Size(60, 50));
        Codec exact = new Codec(new Limits(100_000, 3000, 3000), 0);
        Codec strict = new Codec(new Limits(100_000, 2999, 3000), 0);
        assertThat(exact.header(file, "x").size()).isEqualTo(new Size(60, 50));
        assertThatThrownBy(() -> strict.header(file, "x")).isInstanceOf(Rejected.class);
    }

    @ParameterizedTest
    @CsvSource({"JPEG, 65501", "WEBP, 16384", "PNG, 1000001"})
    void aSideTheFormatCannotHold(ImageFormat format, int side) {
        Raster raster = Raster.of(new Size(side, 1), Layout.GRAY, new byte[side]);
        Rejected rejected = catchThrowableOfType(() -> codec.encode(raster, format, 90), Rejected.class);
        assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(rejected.limit()).contains(new Limit(format + " side", side - 1, side));
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void theLongestSideTheFormatHolds(ImageFormat format) {
        Raster raster = Raster.of(new Size(1, format.maxSide()), Layout.GRAY, new byte[format.maxSide()]);
        byte[] file = codec.encode(raster, format, 90).bytes();
        assertThat(codec.decode(file, "x").raster().size()).isEqualTo(raster.size());
    }

    @ParameterizedTest
    @CsvSource({"JPEG, 0", "JPEG, 101", "WEBP, 0", "WEBP, 102"})
    void aQualityThereIsNone(ImageFormat format, int quality) {
        Raster raster = Raster.of(new Size(1, 1), Layout.GRAY, new byte[1]);
        Rejected rejected = catchThrowableOfType(() -> codec.encode(raster, format, quality), Rejected.class);
        assertThat(rejected.reason()).isEqualTo(Reason.BAD_OPTION);
        assertThat(rejected).hasMessageContaining("not " + quality);
    }

    private byte[] encoded(ImageFormat format, Size size) {
        return codec.encode(Pictures.smooth(size, Layout.BGR, Depth.U8), format, 90).bytes();
    }

    private static byte[] png(int width, int height, byte[] data) {
        byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8).put((byte) 2).array();
        return FileParts.join(PNG_SIGNATURE, FileParts.pngChunk("IHDR", header), FileParts.pngChunk("IDAT", data),
                FileParts.pngChunk("IEND", new byte[0]));
    }

    private void assertRefused(byte[] file, Reason reason, String words) {
        assertThatThrownBy(() -> codec.decode(file, "file")).isInstanceOfSatisfying(Rejected.class, rejected ->
                assertThat(rejected.reason()).isEqualTo(reason)).hasMessageContaining(words);
    }
}
