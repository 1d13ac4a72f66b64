package dev.loupe.engine.opencv;

import dev.loupe.model.Model;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;

/**
 * Networks of luma alone: Y goes through the network, the chroma is interpolated linearly.
 *
 * <p>The arithmetic is that of OpenCV's {@code DnnSuperResImpl}: its YCrCb of full range with its constants
 * (modules/imgproc/src/color_yuv.simd.hpp), and for 8-bit pictures its rounding of Y, Cr and Cb to whole steps before
 * and after. 16-bit pictures are not rounded on the way. A gray picture is its own luma.
 */
final class LumaPixels implements Pixels {
    /** OpenCV's coefficients have 14 bits behind the point; floats hold its sums of them exactly. */
    private static final float ONE = 1 << 14;

    private static final float RED = 4899 / ONE;
    private static final float GREEN = 9617 / ONE;
    private static final float BLUE = 1868 / ONE;
    private static final float TO_CR = 11682 / ONE;
    private static final float TO_CB = 9241 / ONE;
    private static final float CR_TO_RED = 22987 / ONE;
    private static final float CR_TO_GREEN = -11698 / ONE;
    private static final float CB_TO_GREEN = -5636 / ONE;
    private static final float CB_TO_BLUE = 29049 / ONE;
    private static final float MIDDLE = 128;
    private static final float UNIT = 1 / 255f;

    private final float mean;
    private final float range;

    LumaPixels(Model.Input input) {
        this.mean = input.mean().get(0).floatValue();
        this.range = (float) input.range() / 255;
    }

    @Override
    public int channels() {
        return 1;
    }

    @Override
    public void fill(Raster tile, Planes blob) {
        Rows.each(blob.height(), y -> {
            float[] luma = new Ycc(tile, y).luma;
            for (int x = 0; x < luma.length; x++) {
                luma[x] = (luma[x] - mean) * range;
            }
            blob.writeRow(0, y, luma);
        });
    }

    @Override
    public Raster result(Raster tile, Planes output, Tail tail, Size size) {
        Canvas canvas = new Canvas(size, tile.layout(), tile.depth());
        Rows.each(size.height(), y -> {
            Samples samples = new Samples(tile.depth(), tile.layout().channels(), size.width());
            float[] luma = new float[size.width()];
            tail.row(output, 0, y, new float[output.width()], luma);
            if (tile.layout().isGray()) {
                samples.write(0, luma, 1 / range, mean);
            } else {
                colour(tile, y, luma, samples);
            }
            samples.putInto(canvas, y);
        });
        return canvas.toRaster();
    }

    private void colour(Raster tile, int y, float[] luma, Samples samples) {
        boolean eight = tile.depth() == Depth.U8;
        int scale = luma.length / tile.size().width();
        float at = Math.max(0, (y + 0.5f) / scale - 0.5f);
        int above = (int) at;
        Ycc upper = new Ycc(tile, above);
        Ycc lower = new Ycc(tile, Math.min(above + 1, tile.size().height() - 1));
        float[] red = new float[luma.length];
        float[] green = new float[luma.length];
        float[] blue = new float[luma.length];
        for (int x = 0; x < luma.length; x++) {
            float along = Math.max(0, (x + 0.5f) / scale - 0.5f);
            float bright = even(luma[x] / range + mean, eight);
            float cr = even(between(upper.cr, lower.cr, along, at - above), eight) - MIDDLE;
            float cb = even(between(upper.cb, lower.cb, along, at - above), eight) - MIDDLE;
            red[x] = bright + CR_TO_RED * cr;
            green[x] = bright + CR_TO_GREEN * cr + CB_TO_GREEN * cb;
            blue[x] = bright + CB_TO_BLUE * cb;
        }
        samples.write(0, blue, 1, 0);
        samples.write(1, green, 1, 0);
        samples.write(2, red, 1, 0);
    }

    /** In the order of OpenCV's operations, so that halves are rounded the same way. */
    private static float between(float[] upper, float[] lower, float x, float down) {
        int left = (int) x;
        int right = Math.min(left + 1, upper.length - 1);
        float part = x - left;
        float over = upper[left] * UNIT * (1 - part) + upper[right] * UNIT * part;
        float under = lower[left] * UNIT * (1 - part) + lower[right] * UNIT * part;
        return (over * (1 - down) + under * down) * 255;
    }

    /** To a whole step, halves upward: OpenCV's rounding of its own sums. */
    private static float up(float value, boolean eight) {
        return eight ? clip((float) Math.floor(value + 0.5f)) : value;
    }

    /** To a whole step, halves to even: the processor's rounding of floats. */
    private static float even(float value, boolean eight) {
        return eight ? clip((float) Math.rint(value)) : value;
    }

    private static float clip(float value) {
        return Math.max(0, Math.min(255, value));
    }

    /** Luma and chroma of one row, in 0..255; without chroma where the picture is gray. */
    private static final class Ycc {
        final float[] luma;
        final float[] cr;
        final float[] cb;

        Ycc(Raster tile, int y) {
            Samples samples = Samples.row(tile, y);
            luma = new float[tile.size().width()];
            cr = new float[luma.length];
            cb = new float[luma.length];
            samples.read(0, luma);
            if (!tile.layout().isGray()) {
                convert(samples, tile.depth() == Depth.U8);
            }
        }

        private void convert(Samples samples, boolean eight) {
            float[] green = new float[luma.length];
            samples.read(0, cb);
            samples.read(1, green);
            samples.read(2, cr);
            for (int x = 0; x < luma.length; x++) {
                luma[x] = up(RED * cr[x] + GREEN * green[x] + BLUE * cb[x], eight);
                cr[x] = up((cr[x] - luma[x]) * TO_CR + MIDDLE, eight);
                cb[x] = up((cb[x] - luma[x]) * TO_CB + MIDDLE, eight);
            }
        }
    }
}
