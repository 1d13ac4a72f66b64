package dev.loupe.upscale;

import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.stream.IntStream;

/** The mean of rasters of one size, layout and depth, up to 32,768 of them. Not thread-safe. */
final class Mean {
    private final Size size;
    private final Layout layout;
    private final Depth depth;
    private final int[][] sums;
    private int count;

    Mean(Size size, Layout layout, Depth depth) {
        this.size = size;
        this.layout = layout;
        this.depth = depth;
        this.sums = new int[size.height()][size.width() * layout.channels()];
    }

    void add(Raster raster) {
        IntStream.range(0, size.height()).parallel().forEach(y -> {
            Object row = depth.array(sums[y].length);
            raster.copyRow(y, 0, size.width(), row, 0);
            for (int i = 0; i < sums[y].length; i++) {
                sums[y][i] += row instanceof byte[] bytes ? bytes[i] & 0xff : ((short[]) row)[i] & 0xffff;
            }
        });
        count++;
    }

    /** Rounded to nearest. */
    Raster toRaster() {
        Canvas canvas = new Canvas(size, layout, depth);
        IntStream.range(0, size.height()).parallel().forEach(y -> {
            Object row = depth.array(sums[y].length);
            for (int i = 0; i < sums[y].length; i++) {
                int mean = (sums[y][i] + count / 2) / count;
                if (row instanceof byte[] bytes) {
                    bytes[i] = (byte) mean;
                } else {
                    ((short[]) row)[i] = (short) mean;
                }
            }
            canvas.putRow(y, 0, size.width(), row, 0);
        });
        return canvas.toRaster();
    }
}
