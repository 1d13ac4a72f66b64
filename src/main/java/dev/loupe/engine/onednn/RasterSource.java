package dev.loupe.engine.onednn;

import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;

/**
 * A raster's rows as samples 0..255; gray becomes three equal colours, 16-bit samples are divided by 257 (65535 / 255).
 */
record RasterSource(Raster raster) implements Source {
    @Override
    public int height() {
        return raster.size().height();
    }

    @Override
    public void row(int y, float[] to) {
        int width = raster.size().width();
        int count = width * raster.layout().channels();
        Object samples = raster.depth().array(count);
        raster.copyRow(y, 0, width, samples, 0);
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
