package dev.loupe.raster;

/** Lays a picture with alpha onto one colour. */
public final class Flatten {
    private final Raster from;
    private final Layout layout;
    private final int[] background;

    private Flatten(Raster from, int colour) {
        this.from = from;
        int blue = colour & 0xff;
        int green = colour >> 8 & 0xff;
        int red = colour >> 16 & 0xff;
        int white = from.depth().max() / 255;
        boolean gray = from.layout().isGray() && blue == green && green == red;
        this.layout = gray ? Layout.GRAY : Layout.BGR;
        this.background = gray ? new int[] {blue * white} : new int[] {blue * white, green * white, red * white};
    }

    /**
     * The picture on the colour {@code 0xRRGGBB}: a new raster without alpha, or the same one where it has none. Gray
     * stays gray where the colour is one. Safe for several threads.
     */
    public static Raster onto(int colour, Raster from) {
        return from.layout().hasAlpha() ? new Flatten(from, colour).run() : from;
    }

    private Raster run() {
        Canvas canvas = new Canvas(from.size(), layout, from.depth());
        int width = from.size().width();
        Rows.inParallel(from.size().height(), (long) width * from.layout().channels(), (first, last) -> {
            Object row = from.depth().array(width * layout.channels());
            for (int y = first; y < last; y++) {
                if (from.depth() == Depth.U8) {
                    blend((byte[]) from.band(y), from.offset(y), (byte[]) row);
                } else {
                    blend((short[]) from.band(y), from.offset(y), (short[]) row);
                }
                canvas.putRow(y, 0, width, row, 0);
            }
        });
        return canvas.toRaster();
    }

    private void blend(byte[] in, int at, byte[] out) {
        int step = from.layout().channels();
        int colours = step - 1;
        for (int i = 0; i < out.length; i += background.length, at += step) {
            int alpha = in[at + colours] & 0xff;
            for (int c = 0; c < background.length; c++) {
                int colour = in[at + Math.min(c, colours - 1)] & 0xff;
                out[i + c] = (byte) ((colour * alpha + background[c] * (255 - alpha) + 127) / 255);
            }
        }
    }

    private void blend(short[] in, int at, short[] out) {
        int step = from.layout().channels();
        int colours = step - 1;
        for (int i = 0; i < out.length; i += background.length, at += step) {
            long alpha = in[at + colours] & 0xffff;
            for (int c = 0; c < background.length; c++) {
                int colour = in[at + Math.min(c, colours - 1)] & 0xffff;
                out[i + c] = (short) ((colour * alpha + background[c] * (65_535 - alpha) + 32_767) / 65_535);
            }
        }
    }
}
