package dev.loupe.quality;

import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Requantise;

/** The Y of MATLAB's YCbCr (16 to 235 for 8-bit samples, ITU-R BT.601), unrounded, row by row. */
record Luma(int width, int height, double[] values) {
    private static final double BLUE = 24.966 / 255;
    private static final double GREEN = 128.553 / 255;
    private static final double RED = 65.481 / 255;

    /** The picture's luma without {@code border} pixels on every side; the picture is rounded to 8 bits first. */
    static Luma of(Raster picture, int border) {
        Raster raster = Requantise.to(Depth.U8, picture);
        int width = raster.size().width() - 2 * border;
        int height = raster.size().height() - 2 * border;
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("nothing is left of " + raster.size() + " without borders of " + border);
        }
        double[] values = new double[Math.multiplyExact(width, height)];
        byte[] row = new byte[width * raster.layout().channels()];
        for (int y = 0; y < height; y++) {
            raster.copyRow(y + border, border, width, row, 0);
            for (int x = 0; x < width; x++) {
                values[y * width + x] = luma(row, x * raster.layout().channels(), raster.layout().isGray());
            }
        }
        return new Luma(width, height, values);
    }

    private static double luma(byte[] row, int at, boolean gray) {
        int green = gray ? 0 : 1;
        int red = gray ? 0 : 2;
        return 16 + BLUE * (row[at] & 0xff) + GREEN * (row[at + green] & 0xff) + RED * (row[at + red] & 0xff);
    }
}
