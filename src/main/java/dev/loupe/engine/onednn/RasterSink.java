package dev.loupe.engine.onednn;

import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;

/** Rounds the result's rows into a raster; gray is the mean of the three colours, so that no tint survives. */
final class RasterSink implements Sink {
    private final Canvas canvas;
    private final Depth depth;
    private final Layout layout;
    private final int width;

    RasterSink(Size size, Layout layout, Depth depth) {
        this.canvas = new Canvas(size, layout, depth);
        this.depth = depth;
        this.layout = layout;
        this.width = size.width();
    }

    @Override
    public void row(int y, float[] samples) {
        int count = width * layout.channels();
        float[] values = layout == Layout.GRAY ? means(samples) : samples;
        canvas.putRow(y, 0, width, depth == Depth.U8 ? bytes(values, count) : shorts(values, count), 0);
    }

    private float[] means(float[] colours) {
        float[] means = new float[width];
        for (int x = 0; x < width; x++) {
            means[x] = (colours[3 * x] + colours[3 * x + 1] + colours[3 * x + 2]) / 3;
        }
        return means;
    }

    private static byte[] bytes(float[] values, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) Math.min(255, Math.max(0, (int) (values[i] + 0.5f)));
        }
        return bytes;
    }

    private static short[] shorts(float[] values, int count) {
        short[] shorts = new short[count];
        for (int i = 0; i < count; i++) {
            shorts[i] = (short) Math.min(65_535, Math.max(0, (int) (values[i] * 257 + 0.5f)));
        }
        return shorts;
    }

    /** The finished picture; called once. */
    Raster toRaster() {
        return canvas.toRaster();
    }
}
