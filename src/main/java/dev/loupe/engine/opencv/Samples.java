package dev.loupe.engine.opencv;

import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;

/**
 * The samples of one row of a raster, of either depth, read and written as floats of 0..255.
 *
 * <p>16-bit samples are divided and multiplied by 257 (65535 / 255). Not thread-safe; one per thread and row.
 */
final class Samples {
    private final int channels;
    private final byte[] bytes;
    private final short[] shorts;

    Samples(Depth depth, int channels, int width) {
        this.channels = channels;
        bytes = depth == Depth.U8 ? new byte[width * channels] : null;
        shorts = depth == Depth.U16 ? new short[width * channels] : null;
    }

    static Samples row(Raster raster, int y) {
        int width = raster.size().width();
        Samples samples = new Samples(raster.depth(), raster.layout().channels(), width);
        raster.copyRow(y, 0, width, samples.array(), 0);
        return samples;
    }

    /** One channel of every pixel. */
    void read(int channel, float[] to) {
        if (bytes != null) {
            for (int x = 0, at = channel; x < to.length; x++, at += channels) {
                to[x] = bytes[at] & 0xff;
            }
        } else {
            for (int x = 0, at = channel; x < to.length; x++, at += channels) {
                to[x] = (shorts[at] & 0xffff) / 257f;
            }
        }
    }

    /** One channel of every pixel, {@code from * factor + shift}, rounded and clipped. */
    void write(int channel, float[] from, float factor, float shift) {
        if (bytes != null) {
            float half = shift + 0.5f;
            for (int x = 0, at = channel; x < from.length; x++, at += channels) {
                bytes[at] = (byte) clip((int) (from[x] * factor + half), 255);
            }
        } else {
            for (int x = 0, at = channel; x < from.length; x++, at += channels) {
                shorts[at] = (short) clip((int) ((from[x] * factor + shift) * 257 + 0.5f), 65_535);
            }
        }
    }

    void putInto(Canvas canvas, int y) {
        canvas.putRow(y, 0, canvas.size().width(), array(), 0);
    }

    private Object array() {
        return bytes != null ? bytes : shorts;
    }

    private static int clip(int value, int max) {
        return Math.max(0, Math.min(max, value));
    }
}
