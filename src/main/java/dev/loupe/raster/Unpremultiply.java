package dev.loupe.raster;

/** Turns colours that were multiplied by their alpha back into straight ones. */
public final class Unpremultiply {
    private Unpremultiply() {}

    /** A new raster with the same alpha, or the same raster where there is none. Safe for several threads. */
    public static Raster colours(Raster from) {
        if (!from.layout().hasAlpha()) {
            return from;
        }
        Canvas canvas = new Canvas(from.size(), from.layout(), from.depth());
        int width = from.size().width();
        int channels = from.layout().channels();
        Rows.inParallel(from.size().height(), (long) width * channels, (first, last) -> {
            Object row = from.depth().array(width * channels);
            for (int y = first; y < last; y++) {
                from.copyRow(y, 0, width, row, 0);
                if (row instanceof byte[] bytes) {
                    divide(bytes, channels);
                } else {
                    divide((short[]) row, channels);
                }
                canvas.putRow(y, 0, width, row, 0);
            }
        });
        return canvas.toRaster();
    }

    private static void divide(byte[] row, int channels) {
        for (int i = 0; i < row.length; i += channels) {
            int alpha = row[i + channels - 1] & 0xff;
            for (int c = 0; c < channels - 1 && alpha > 0; c++) {
                row[i + c] = (byte) Math.min(255, ((row[i + c] & 0xff) * 255 + alpha / 2) / alpha);
            }
        }
    }

    private static void divide(short[] row, int channels) {
        for (int i = 0; i < row.length; i += channels) {
            int alpha = row[i + channels - 1] & 0xffff;
            for (int c = 0; c < channels - 1 && alpha > 0; c++) {
                row[i + c] = (short) Math.min(65_535, ((row[i + c] & 0xffff) * 65_535L + alpha / 2) / alpha);
            }
        }
    }
}
