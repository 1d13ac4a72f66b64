package dev.loupe.engine.onednn;

import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;

/**
 * Rounds columns of the result onto a canvas; gray is the mean of the three colours, so that no tint survives.
 *
 * @param skipped columns of each row that are left out, at its left
 * @param width columns that are kept
 * @param x where the kept ones lie on the canvas
 */
record RasterSink(Canvas canvas, int skipped, int width, int x) implements Sink {
    @Override
    public void row(int y, float[] samples) {
        int channels = canvas.layout().channels();
        float[] values = canvas.layout() == Layout.GRAY ? means(samples) : samples;
        int from = canvas.layout() == Layout.GRAY ? 0 : skipped * channels;
        int count = width * channels;
        Object rounded = canvas.depth() == Depth.U8 ? bytes(values, from, count) : shorts(values, from, count);
        canvas.putRow(y, x, width, rounded, 0);
    }

    private float[] means(float[] colours) {
        float[] means = new float[width];
        for (int i = 0, at = 3 * skipped; i < width; i++, at += 3) {
            means[i] = (colours[at] + colours[at + 1] + colours[at + 2]) / 3;
        }
        return means;
    }

    private static byte[] bytes(float[] values, int from, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) Math.min(255, Math.max(0, (int) (values[from + i] + 0.5f)));
        }
        return bytes;
    }

    private static short[] shorts(float[] values, int from, int count) {
        short[] shorts = new short[count];
        for (int i = 0; i < count; i++) {
            shorts[i] = (short) Math.min(65_535, Math.max(0, (int) (values[from + i] * 257 + 0.5f)));
        }
        return shorts;
    }
}
