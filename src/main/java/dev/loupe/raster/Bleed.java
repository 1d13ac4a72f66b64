package dev.loupe.raster;

/**
 * Gives fully transparent pixels the colours of what is visible around them, so that enlarging brings no fringe.
 *
 * <p>What such pixels hold in a file is often black or white, and a network mixes it into the visible edge. This is the
 * pull-push method of Gortler et al., "The Lumigraph" (1996): the picture is halved until every pixel knows a colour,
 * and on the way back those without one take it from the coarser picture.
 */
public final class Bleed {
    private final Raster from;
    private final int width;
    private final int height;
    private final int channels;
    private final int alpha;

    private Bleed(Raster from) {
        this.from = from;
        this.width = from.size().width();
        this.height = from.size().height();
        this.channels = from.layout().channels();
        this.alpha = channels - 1;
    }

    /**
     * The picture with every alpha, and every colour whose alpha is not 0, as it was: a new raster, or the same one
     * where there is nothing to fill or nothing to fill it from. Safe for several threads.
     */
    public static Raster fill(Raster from) {
        if (!from.layout().hasAlpha()) {
            return from;
        }
        Bleed bleed = new Bleed(from);
        return bleed.has(true) && bleed.has(false) ? bleed.push(fill(bleed.pull())) : from;
    }

    /** Whether any pixel is fully transparent ({@code clear}), or any is not. */
    private boolean has(boolean clear) {
        for (int y = 0; y < height; y++) {
            Object band = from.band(y);
            int end = from.offset(y) + width * channels;
            for (int at = from.offset(y) + alpha; at < end; at += channels) {
                if (get(band, at) == 0 == clear) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Half the size, rounded up. */
    private Raster pull() {
        Size half = new Size((width + 1) / 2, (height + 1) / 2);
        Canvas canvas = new Canvas(half, from.layout(), from.depth());
        Rows.inParallel(half.height(), 4L * half.width() * channels, (first, last) -> {
            Object row = from.depth().array(half.width() * channels);
            for (int y = first; y < last; y++) {
                for (int x = 0; x < half.width(); x++) {
                    pull(x, y, row);
                }
                canvas.putRow(y, 0, half.width(), row, 0);
            }
        });
        return canvas.toRaster();
    }

    /** Of four pixels the mean of the colours weighed by alpha, and the largest alpha, so that none is rounded away. */
    private void pull(int x, int y, Object row) {
        int right = Math.min(2 * x + 1, width - 1);
        int bottom = Math.min(2 * y + 1, height - 1);
        for (int c = 0; c < alpha; c++) {
            long sum = 0;
            long weight = 0;
            for (int sourceY = 2 * y; sourceY <= bottom; sourceY++) {
                Object band = from.band(sourceY);
                for (int sourceX = 2 * x; sourceX <= right; sourceX++) {
                    int at = from.offset(sourceY) + sourceX * channels;
                    sum += (long) get(band, at + alpha) * get(band, at + c);
                    weight += get(band, at + alpha);
                }
            }
            put(row, x * channels + c, weight == 0 ? 0 : (int) ((sum + weight / 2) / weight));
        }
        int largest = Math.max(
                Math.max(alphaOf(2 * x, 2 * y), alphaOf(right, 2 * y)),
                Math.max(alphaOf(2 * x, bottom), alphaOf(right, bottom)));
        put(row, x * channels + alpha, largest);
    }

    private int alphaOf(int x, int y) {
        return get(from.band(y), from.offset(y) + x * channels + alpha);
    }

    /** Fills the pixels without a colour from a picture half the size in which every pixel has one. */
    private Raster push(Raster coarse) {
        Canvas canvas = new Canvas(from.size(), from.layout(), from.depth());
        Rows.inParallel(height, (long) width * channels, (first, last) -> {
            Object row = from.depth().array(width * channels);
            for (int y = first; y < last; y++) {
                from.copyRow(y, 0, width, row, 0);
                for (int x = 0; x < width; x++) {
                    if (get(row, x * channels + alpha) == 0) {
                        push(coarse, x, y, row);
                    }
                }
                canvas.putRow(y, 0, width, row, 0);
            }
        });
        return canvas.toRaster();
    }

    /** Bilinear: the nearest coarse centre is a quarter of a coarse pixel away, to the side and up or down. */
    private void push(Raster coarse, int x, int y, Object row) {
        int nearX = x / 2;
        int nearY = y / 2;
        int farX = Math.max(0, Math.min(coarse.size().width() - 1, x % 2 == 0 ? nearX - 1 : nearX + 1));
        int farY = Math.max(0, Math.min(coarse.size().height() - 1, y % 2 == 0 ? nearY - 1 : nearY + 1));
        for (int c = 0; c < alpha; c++) {
            int sum = 9 * coarse.sample(nearX, nearY, c) + 3 * coarse.sample(farX, nearY, c)
                    + 3 * coarse.sample(nearX, farY, c) + coarse.sample(farX, farY, c);
            put(row, x * channels + c, (sum + 8) / 16);
        }
    }

    private static int get(Object samples, int at) {
        return samples instanceof byte[] bytes ? bytes[at] & 0xff : ((short[]) samples)[at] & 0xffff;
    }

    private static void put(Object samples, int at, int value) {
        if (samples instanceof byte[] bytes) {
            bytes[at] = (byte) value;
        } else {
            ((short[]) samples)[at] = (short) value;
        }
    }
}
