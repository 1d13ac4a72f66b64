package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RasterSinkTest {
    @ParameterizedTest
    @CsvSource({"-1e10, 0, 0", "-3, 0, 0", "-0.9, 0, 0", "-0.001, 0, 0", "0, 0, 0", "0.001, 0, 0", "0.002, 0, 1",
            "0.49, 0, 126", "0.5, 1, 129", "127.5, 128, 32768", "254.49, 254, 65404", "254.5, 255, 65407",
            "255, 255, 65535", "255.4, 255, 65535", "256, 255, 65535", "1e10, 255, 65535", "NaN, 0, 0"})
    void roundsHalvesUpAndClamps(float value, int eight, int sixteen) {
        assertThat(rounded(Layout.BGR, Depth.U8, 7, value, 200).sample(0, 0, 1)).isEqualTo(eight);
        assertThat(rounded(Layout.BGR, Depth.U16, 7, value, 200).sample(0, 0, 1)).isEqualTo(sixteen);
    }

    @Test
    void makesGrayTheMeanOfTheColours() {
        assertThat(rounded(Layout.GRAY, Depth.U8, 10, 20, 33).sample(0, 0, 0)).isEqualTo(21);
        assertThat(rounded(Layout.GRAY, Depth.U16, 10, 20, 33).sample(0, 0, 0)).isEqualTo(21 * 257);
    }

    private static Raster rounded(Layout layout, Depth depth, float... bgr) {
        Canvas canvas = new Canvas(new Size(1, 1), layout, depth);
        new RasterSink(canvas, 0, 1, 0).row(0, bgr);
        return canvas.toRaster();
    }
}
