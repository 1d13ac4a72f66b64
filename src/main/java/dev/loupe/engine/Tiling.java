package dev.loupe.engine;

import dev.loupe.raster.Size;

/**
 * How an engine wants a picture cut: windows of at most {@code window} pixels, which overlap so that every pixel of the
 * result is at least {@code halo} pixels away from a cut (the picture's own edges are no cuts).
 *
 * @param window the largest input of one tile, halo included; the whole picture where it fits
 * @param halo pixels of overlap on each cut side: the model's receptive radius makes tiled equal to whole
 * @param batch tiles handed over in one call, all of the same size
 */
public record Tiling(Size window, int halo, int batch) {
    public Tiling {
        if (halo < 0 || batch < 1) {
            throw new IllegalArgumentException("halo " + halo + ", batch " + batch);
        }
    }

    /** Windows no larger than {@code largest}, shrunk to the smallest equal size that needs no more tiles. */
    public static Tiling balanced(Size picture, Size largest, int halo, int batch) {
        return new Tiling(
                new Size(balanced(picture.width(), largest.width(), halo),
                        balanced(picture.height(), largest.height(), halo)),
                halo, batch);
    }

    private static int balanced(int length, int largest, int halo) {
        int step = largest - 2 * halo;
        if (largest >= length || step < 1) {
            return Math.min(length, largest);
        }
        int tiles = (length - 2 * halo + step - 1) / step;
        return (length - 2 * halo + tiles - 1) / tiles + 2 * halo;
    }

    /** Half the window on its longer side, for a device that had no room; never below what the halo needs. */
    public Tiling halved() {
        boolean wide = window.width() >= window.height();
        int least = 2 * halo + 1;
        Size smaller = wide
                ? new Size(Math.max(Math.min(least, window.width()), window.width() / 2), window.height())
                : new Size(window.width(), Math.max(Math.min(least, window.height()), window.height() / 2));
        return new Tiling(smaller, halo, 1);
    }
}
