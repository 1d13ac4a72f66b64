package dev.loupe.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import dev.loupe.natives.OpenCvNatives;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AreaAverageTest {
    @BeforeAll
    static void natives() {
        OpenCvNatives.load();
    }

    @ParameterizedTest
    @CsvSource({
        "300, 200, 100, 50", "300, 200, 299, 199", "301, 199, 100, 70", "31, 13, 31, 1", "31, 13, 1, 13", "7, 5, 1, 1",
        "64, 64, 32, 32", "64, 4000, 60, 7", "1000, 700, 333, 233", "1300, 900, 512, 354"})
    void agreesWithOpenCvWithinOneStep(int width, int height, int toWidth, int toHeight) {
        Size to = new Size(toWidth, toHeight);
        for (Depth depth : Depth.values()) {
            for (Layout layout : new Layout[] {Layout.GRAY, Layout.BGR}) {
                Raster from = Pictures.noise(new Size(width, height), layout, depth, width);
                Raster shrunk = AreaAverage.shrink(from, to);
                assertThat(Pictures.difference(shrunk, byOpenCv(from, to)))
                        .as("%s to %s", from, to).isLessThanOrEqualTo(1.0 / depth.max());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"GRAY_ALPHA, U8", "BGRA, U8", "GRAY_ALPHA, U16", "BGRA, U16"})
    void coloursCountByTheirAlpha(Layout layout, Depth depth) {
        Raster from = Pictures.noise(new Size(37, 29), layout, depth, 5);
        Size to = new Size(11, 7);
        Raster shrunk = AreaAverage.shrink(from, to);
        int alpha = layout.channels() - 1;
        for (int y = 0; y < to.height(); y++) {
            for (int x = 0; x < to.width(); x++) {
                double weight = area(from, to, x, y, alpha, false);
                assertThat((double) shrunk.sample(x, y, alpha)).isCloseTo(weight, within(0.51));
                for (int c = 0; c < alpha; c++) {
                    double colour = area(from, to, x, y, c, true) / weight;
                    assertThat((double) shrunk.sample(x, y, c)).isCloseTo(colour, within(0.51));
                }
            }
        }
    }

    @Test
    void whatCannotBeSeenDoesNotTint() {
        Raster from = Pictures.make(new Size(20, 20), Layout.BGRA, Depth.U8, (x, y, c) -> (x + y) % 2 == 0 ? 0.8 : 0);
        Size to = new Size(10, 10);
        Raster expected = Pictures.flat(to, Layout.BGRA, Depth.U8, 0.8, 0.8, 0.8, 0.4);
        assertThat(Pictures.difference(AreaAverage.shrink(from, to), expected)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void flatStaysFlat(Layout layout) {
        for (Depth depth : Depth.values()) {
            double[] values = {0.31, 0.77, 1, 0.5};
            Raster from = Pictures.flat(new Size(101, 997), layout, depth, values);
            Size to = new Size(97, 3);
            Raster expected = Pictures.flat(to, layout, depth, values);
            assertThat(Pictures.difference(AreaAverage.shrink(from, to), expected)).as("%s", from).isZero();
        }
    }

    @Test
    void whiteStaysWhiteOverMoreRowsThanSixteenBitsHold() {
        Raster from = Pictures.flat(new Size(40, 3000), Layout.GRAY, Depth.U8, 1);
        assertThat(AreaAverage.shrink(from, new Size(40, 2)).sample(39, 1, 0)).isEqualTo(255);
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        Raster from = Pictures.smooth(new Size(5, 4), Layout.BGR, Depth.U8);
        assertThat(AreaAverage.shrink(from, new Size(5, 4))).isSameAs(from);
    }

    @Test
    void doesNotEnlarge() {
        Raster from = Pictures.smooth(new Size(5, 4), Layout.BGR, Depth.U8);
        assertThatThrownBy(() -> AreaAverage.shrink(from, new Size(4, 5))).hasMessageContaining("5x4 to 4x5");
    }

    /** The mean over the area under a pixel, summed the slow way. */
    private static double area(Raster from, Size to, int x, int y, int channel, boolean weighed) {
        double sum = 0;
        double left = (double) x * from.size().width() / to.width();
        double right = (x + 1.0) * from.size().width() / to.width();
        double top = (double) y * from.size().height() / to.height();
        double bottom = (y + 1.0) * from.size().height() / to.height();
        for (int sourceY = (int) top; sourceY < bottom; sourceY++) {
            for (int sourceX = (int) left; sourceX < right; sourceX++) {
                double share = (Math.min(bottom, sourceY + 1) - Math.max(top, sourceY))
                        * (Math.min(right, sourceX + 1) - Math.max(left, sourceX));
                double alpha = weighed ? from.sample(sourceX, sourceY, from.layout().channels() - 1) : 1;
                sum += share * alpha * from.sample(sourceX, sourceY, channel);
            }
        }
        return sum / ((right - left) * (bottom - top));
    }

    private static Raster byOpenCv(Raster from, Size to) {
        try (PointerScope scope = new PointerScope()) {
            int type = CV_MAKETYPE(from.depth() == Depth.U8 ? CV_8U : CV_16U, from.layout().channels());
            Mat in = new Mat(from.size().height(), from.size().width(), type);
            from.forEachBand((first, rows, samples) -> {
                if (samples instanceof byte[] bytes) {
                    in.data().put(bytes);
                } else {
                    new ShortPointer(in.data()).put((short[]) samples);
                }
            });
            Mat out = new Mat();
            resize(in, out, new org.bytedeco.opencv.opencv_core.Size(to.width(), to.height()), 0, 0, INTER_AREA);
            Object samples = from.depth().array((int) to.pixels() * from.layout().channels());
            if (samples instanceof byte[] bytes) {
                out.data().get(bytes);
            } else {
                new ShortPointer(out.data()).get((short[]) samples);
            }
            return Raster.of(to, from.layout(), samples);
        }
    }
}
