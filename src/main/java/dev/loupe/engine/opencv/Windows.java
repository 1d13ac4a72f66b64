package dev.loupe.engine.opencv;

import dev.loupe.raster.Size;

/** Which windows a picture is cut into when only so many pixels fit at once. Arithmetic only. */
final class Windows {
    /** Below this core the halo is nearly all the work; where there is no room for it, memory runs out and says so. */
    private static final int SMALLEST_CORE = 32;

    private Windows() {}

    /** The whole picture where it fits, else the equal windows that cost the least work in all. */
    static Size equal(Size picture, int halo, long maxPixels) {
        Size best = null;
        double bestWork = Double.MAX_VALUE;
        for (int columns = 1; columns <= most(picture.width(), halo); columns++) {
            int width = side(picture.width(), halo, columns);
            for (int rows = 1; rows <= most(picture.height(), halo); rows++) {
                int height = side(picture.height(), halo, rows);
                double work = (double) columns * rows * width * height;
                if ((long) width * height <= maxPixels) {
                    if (work < bestWork) {
                        best = new Size(width, height);
                        bestWork = work;
                    }
                    break; // more rows only repeat more of the halo
                }
            }
        }
        int smallest = smallest(halo);
        return best != null
                ? best
                : new Size(Math.min(smallest, picture.width()), Math.min(smallest, picture.height()));
    }

    /** The shortest side of a window that is worth its halo. */
    static int smallest(int halo) {
        return SMALLEST_CORE + 2 * halo;
    }

    private static int most(int length, int halo) {
        return Math.max(1, (length - 2 * halo) / SMALLEST_CORE);
    }

    /** The shortest window of which {@code count} cover a length; at the picture's edge a window has no halo. */
    private static int side(int length, int halo, int count) {
        return count == 1 ? length : (length - 2 * halo + count - 1) / count + 2 * halo;
    }

    /** How many windows of a length cover a picture's. */
    static int count(int length, int window, int halo) {
        return window >= length ? 1 : (length - 2 * halo + window - 2 * halo - 1) / (window - 2 * halo);
    }
}
