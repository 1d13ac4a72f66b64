package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.plan.Limits;
import dev.loupe.raster.Channels;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Flatten;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Requantise;
import dev.loupe.raster.Size;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {
    private static final int BACKGROUND = 0x3070c0;
    private static final int LOSSLESS_WEBP = 101;
    private static final List<Size> UGLY = List.of(
            new Size(1, 1), new Size(1, 13), new Size(13, 1), new Size(31, 13), new Size(64, 64), new Size(257, 129));

    private final Codec codec = new Codec(Limits.DEFAULT, BACKGROUND);

    static Stream<Arguments> formatsLayoutsDepths() {
        return Stream.of(ImageFormat.values()).flatMap(format -> Stream.of(Layout.values()).flatMap(layout ->
                Stream.of(Depth.values()).map(depth -> Arguments.of(format, layout, depth))));
    }

    @ParameterizedTest
    @MethodSource("formatsLayoutsDepths")
    void whatTheFormatHoldsComesBack(ImageFormat format, Layout layout, Depth depth) {
        for (Size size : UGLY) {
            Raster raster = Pictures.smooth(size, layout, depth);
            Encoded file = codec.encode(raster, format, format == ImageFormat.WEBP ? LOSSLESS_WEBP : 95);
            Decoded back = codec.decode(file.bytes(), "test");
            assertThat(file.size()).isEqualTo(size);
            assertThat(back.source().header().format()).isEqualTo(format);
            Raster expected = expected(raster, format);
            if (format == ImageFormat.JPEG) {
                assertThat(Pictures.psnr(back.raster(), expected)).as("%s", raster).isGreaterThan(30);
            } else {
                assertThat(visibleDifference(back.raster(), expected)).as("%s", raster).isZero();
            }
        }
    }

    @Test
    void lossyWebpStaysNear() {
        Raster raster = Pictures.smooth(new Size(257, 129), Layout.BGR, Depth.U8);
        Decoded back = codec.decode(codec.encode(raster, ImageFormat.WEBP, 90).bytes(), "test");
        assertThat(back.source().header().lossy()).isTrue();
        assertThat(Pictures.psnr(back.raster(), raster)).isGreaterThan(35);
    }

    @Test
    void losslessWebpIsNotCalledLossy() {
        Raster raster = Pictures.smooth(new Size(57, 29), Layout.BGRA, Depth.U8);
        assertThat(codec.header(codec.encode(raster, ImageFormat.WEBP, LOSSLESS_WEBP).bytes(), "x").lossy()).isFalse();
    }

    @Test
    void aSixteenBitRampKeepsEveryLevel() {
        Raster ramp = Pictures.make(new Size(256, 256), Layout.GRAY, Depth.U16, (x, y, c) -> (y * 256 + x) / 65_535.0);
        for (ImageFormat format : List.of(ImageFormat.PNG, ImageFormat.TIFF)) {
            Raster back = codec.decode(codec.encode(ramp, format, 0).bytes(), "ramp").raster();
            assertThat(back.depth()).isEqualTo(Depth.U16);
            assertThat(Pictures.difference(back, ramp)).isZero();
        }
    }

    /** Rasters keep their pixels in bands of 64 MB, and so a larger one is copied in several pieces. */
    @Test
    void aPictureOfSeveralBandsComesBack() {
        Size size = new Size(9000, 7700);
        byte[] samples = new byte[(int) size.pixels()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i / 9000 ^ i >>> 3);
        }
        Raster raster = Raster.of(size, Layout.GRAY, samples);
        Raster back = codec.decode(codec.encode(raster, ImageFormat.BMP, 0).bytes(), "big").raster();
        assertThat(back.size()).isEqualTo(size);
        byte[] there = new byte[9000];
        byte[] here = new byte[9000];
        for (int y = 0; y < size.height(); y++) {
            raster.copyRow(y, 0, 9000, there, 0);
            back.copyRow(y, 0, 9000, here, 0);
            assertThat(Arrays.equals(here, there)).as("row %d", y).isTrue();
        }
    }

    @Test
    void nothingNativeIsLeft() {
        Raster raster = Pictures.smooth(new Size(64, 64), Layout.BGRA, Depth.U8);
        codec.decode(codec.encode(raster, ImageFormat.PNG, 0).bytes(), "first");
        long before = Pointer.totalCount();
        for (ImageFormat format : ImageFormat.values()) {
            byte[] file = codec.encode(raster, format, 90).bytes();
            codec.decode(file, "whole");
            assertThatThrownBy(() -> codec.decode(Arrays.copyOf(file, file.length - 9), "part")).isNotNull();
        }
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    private static Raster expected(Raster raster, ImageFormat format) {
        Raster expected = format.alpha() ? raster : Flatten.onto(BACKGROUND, raster);
        if (expected.layout() == Layout.GRAY_ALPHA) {
            expected = Channels.pick(expected, Layout.BGRA, 0, 0, 0, 1);
        }
        if (expected.layout() == Layout.GRAY && format == ImageFormat.WEBP) {
            expected = Channels.pick(expected, Layout.BGR, 0, 0, 0);
        }
        return format.sixteenBit() ? expected : Requantise.to(Depth.U8, expected);
    }

    /** WebP drops the colours of fully transparent pixels: they are compared as if they were black. */
    private static double visibleDifference(Raster a, Raster b) {
        return Pictures.difference(withoutInvisible(a), withoutInvisible(b));
    }

    private static Raster withoutInvisible(Raster raster) {
        if (!raster.layout().hasAlpha()) {
            return raster;
        }
        int alpha = raster.layout().channels() - 1;
        return Pictures.make(raster.size(), raster.layout(), raster.depth(), (x, y, c) ->
                raster.sample(x, y, alpha) == 0 ? 0 : raster.sample(x, y, c) / (double) raster.depth().max());
    }
}
