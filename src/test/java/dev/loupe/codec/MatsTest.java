package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.natives.OpenCvNatives;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatsTest {
    private static final int WIDTH = 60_000;

    /** Of a picture in two arrays. */
    @ParameterizedTest
    @CsvSource({"U8,0,1", "U8,300,144", "U8,372,1", "U16,100,100", "U16,0,444", "U16,443,1"})
    void copiesSomeRows(Depth depth, int first, int rows) {
        OpenCvNatives.load();
        Raster raster = numbered(new Size(WIDTH, 444), depth);
        assertThat(raster.bytes()).isGreaterThan(Raster.BAND_BYTES);
        try (PointerScope scope = new PointerScope()) {
            Mat mat = Mats.of(raster, first, rows);
            assertThat(mat.rows()).isEqualTo(rows);
            Raster copied = Mats.toRaster(mat, Layout.BGR, depth);
            for (int y = 0; y < rows; y++) {
                assertThat(copied.sample(0, y, 0)).isEqualTo(raster.sample(0, first + y, 0));
                assertThat(copied.sample(WIDTH - 1, y, 2)).isEqualTo(raster.sample(0, first + y, 0));
            }
        }
    }

    /** Every sample of a row says which row it is, in a way that neighbours differ. */
    private static Raster numbered(Size size, Depth depth) {
        Canvas canvas = new Canvas(size, Layout.BGR, depth);
        int count = size.width() * 3;
        for (int y = 0; y < size.height(); y++) {
            Object row = depth.array(count);
            if (row instanceof byte[] bytes) {
                Arrays.fill(bytes, (byte) (y * 7));
            } else {
                Arrays.fill((short[]) row, (short) (y * 77));
            }
            canvas.putRow(y, 0, size.width(), row, 0);
        }
        return canvas.toRaster();
    }
}
