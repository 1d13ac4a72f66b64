package dev.loupe.upscale;

import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.stream.IntStream;

/** The mean of 16-bit rasters of one size and layout, up to 32,768 of them. Not thread-safe. */
final class Mean {
    private final Size size;
    private final Layout layout;
    private final int[][] sums;
    private int count;

    Mean(Size size, Layout layout) {
        this.size = size;
        this.layout = layout;
        this.sums = new int[size.height()][size.width() * layout.channels()];
    }

    void add(Raster raster) {
        IntStream.range(0, size.height()).parallel().forEach(y -> {
            short[] row = new short[sums[y].length];
            raster.copyRow(y, 0, size.width(), row, 0);
            for (int i = 0; i < row.length; i++) {
                sums[y][i] += row[i] & 0xffff;
            }
        });
        count++;
    }

    /** Rounded to nearest. */
    Raster toRaster() {
        Canvas canvas = new Canvas(size, layout, Depth.U16);
        IntStream.range(0, size.height()).parallel().forEach(y -> {
            short[] row = new short[sums[y].length];
            for (int i = 0; i < row.length; i++) {
                row[i] = (short) ((sums[y][i] + count / 2) / count);
            }
            canvas.putRow(y, 0, size.width(), row, 0);
        });
        return canvas.toRaster();
    }
}
