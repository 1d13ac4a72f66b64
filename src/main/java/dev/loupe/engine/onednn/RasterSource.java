package dev.loupe.engine.onednn;

import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;

/**
 * Columns of a raster, row by row as samples 0..255; gray becomes three equal colours, 16-bit samples are divided by 257
 * (65535 / 255).
 *
 * @param first leftmost column
 * @param width columns
 */
record RasterSource(Raster raster, int first, int width) implements Source {
    RasterSource(Raster raster) {
        this(raster, 0, raster.size().width());
    }

    @Override
    public int height() {
        return raster.size().height();
    }

    @Override
    public void row(int y, float[] to) {
        int count = width * raster.layout().channels();
        Object samples = raster.depth().array(count);
        raster.copyRow(y, first, width, samples, 0);
        if (raster.depth() == Depth.U8) {
            byte[] bytes = (byte[]) samples;
            for (int i = 0; i < count; i++) {
                to[i] = bytes[i] & 0xff;
            }
        } else {
            short[] shorts = (short[]) samples;
            for (int i = 0; i < count; i++) {
                to[i] = (shorts[i] & 0xffff) / 257f;
            }
        }
        if (raster.layout().isGray()) {
            for (int i = width * 3 - 1; i >= 0; i--) {
                to[i] = to[i / 3];
            }
        }
    }
}
