package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loupe.failure.Rejected;
import dev.loupe.plan.Limits;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TiffVariantsTest {
    private static final Size SIZE = new Size(41, 23);
    private static final int PHOTOMETRIC = 262;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;

    private final Codec codec = new Codec(Limits.DEFAULT, 0);

    static Stream<Arguments> layoutsDepths() {
        return RoundTripTest.formatsLayoutsDepths().filter(a -> a.get()[0] == ImageFormat.TIFF)
                .map(a -> Arguments.of(a.get()[1], a.get()[2]));
    }

    @ParameterizedTest
    @MethodSource("layoutsDepths")
    void interleavedOrInPlanesInEitherByteOrder(Layout layout, Depth depth) {
        Raster raster = Pictures.noise(SIZE, layout, depth, 1);
        assertDecodes(new TiffBuilder(raster).interleaved(), raster);
        assertDecodes(new TiffBuilder(raster).bigEndian().interleaved(), raster);
        assertDecodes(new TiffBuilder(raster).planes(), raster);
        assertDecodes(new TiffBuilder(raster).bigEndian().planes(), raster);
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void whiteIsZero(Depth depth) {
        for (Layout layout : new Layout[] {Layout.GRAY, Layout.GRAY_ALPHA}) {
            Raster stored = Pictures.noise(SIZE, layout, depth, 1);
            Raster seen = Pictures.make(SIZE, layout, depth, (x, y, c) ->
                    c == 0 ? 1 - part(stored, x, y, c) : part(stored, x, y, c));
            assertDecodes(new TiffBuilder(stored).tag(PHOTOMETRIC, 0).interleaved(), seen);
        }
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void alphaThatIsNotCalledAlphaIsAlpha(Depth depth) {
        Raster raster = Pictures.noise(SIZE, Layout.BGRA, depth, 1);
        assertDecodes(new TiffBuilder(raster).tag(EXTRA_SAMPLES, 0).interleaved(), raster);
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void premultipliedColoursBecomeStraight(Depth depth) {
        for (Layout layout : new Layout[] {Layout.GRAY_ALPHA, Layout.BGRA}) {
            int alpha = layout.channels() - 1;
            Raster stored = Pictures.make(SIZE, layout, depth, (x, y, c) -> c == alpha ? 0.5 : x / 100.0);
            Raster decoded = codec.decode(new TiffBuilder(stored).tag(EXTRA_SAMPLES, 1).interleaved(), "x").raster();
            double half = part(stored, 0, 0, alpha);
            Raster straight = Pictures.make(SIZE, layout, depth, (x, y, c) ->
                    c == alpha ? half : part(stored, x, y, c) / half);
            assertThat(Pictures.difference(decoded, straight)).as("%s", stored).isLessThanOrEqualTo(1.0 / depth.max());
        }
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void alphaIsDeclaredInWhatIsWritten(Depth depth) {
        byte[] file = codec.encode(Pictures.noise(SIZE, Layout.BGRA, depth, 1), ImageFormat.TIFF, 0).bytes();
        assertThat(Ifd.first(file, 0, file.length).values(EXTRA_SAMPLES)).containsExactly(2);
    }

    /** The JDK does not read 16 bits with differences between neighbours, which is how they are written. */
    @ParameterizedTest
    @EnumSource(value = Layout.class, names = {"GRAY", "BGR", "BGRA"})
    void theJdkReadsWhatIsWritten(Layout layout) {
        Raster raster = Pictures.smooth(SIZE, layout, Depth.U8);
        byte[] file = codec.encode(raster, ImageFormat.TIFF, 0).bytes();
        assertThat(Pictures.difference(JdkPictures.read(file, "tiff"), raster)).as("%s", raster).isZero();
    }

    @Test
    void floatingPointIsRefused() {
        Raster raster = Pictures.noise(SIZE, Layout.GRAY, Depth.U16, 1);
        byte[] file = new TiffBuilder(raster).tag(SAMPLE_FORMAT, 3).interleaved();
        Rejected rejected = catchThrowableOfType(() -> codec.header(file, "x"), Rejected.class);
        assertThat(rejected.reason()).isEqualTo(Rejected.Reason.UNSUPPORTED);
        assertThat(rejected).hasMessageContaining("floating point");
    }

    @Test
    void stripsBeyondTheEndAreATruncatedFile() {
        byte[] file = new TiffBuilder(Pictures.noise(SIZE, Layout.GRAY, Depth.U8, 1)).tag(266, 1).interleaved();
        Ifd.first(file, 0, file.length).overwrite(279, file.length);
        assertThat(codec.header(file, "x").size()).isEqualTo(SIZE);
        Rejected rejected = catchThrowableOfType(() -> codec.decode(file, "x"), Rejected.class);
        assertThat(rejected.reason()).isEqualTo(Rejected.Reason.BROKEN_PICTURE);
        assertThat(rejected).hasMessageContaining("not complete");
    }

    private void assertDecodes(byte[] file, Raster expected) {
        Raster decoded = codec.decode(file, "x").raster();
        assertThat(Pictures.difference(decoded, expected)).as("%s", expected).isZero();
    }

    private static double part(Raster raster, int x, int y, int c) {
        return raster.sample(x, y, c) / (double) raster.depth().max();
    }
}
