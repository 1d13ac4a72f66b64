package dev.loupe.raster;

/** Changes the bits per sample; black stays black and white stays white. */
public final class Requantise {
    private Requantise() {}

    /**
     * The picture in samples of {@code depth}, rounded to nearest: a new raster, or the same one where it has that
     * depth. Safe for several threads.
     */
    public static Raster to(Depth depth, Raster from) {
        if (depth == from.depth()) {
            return from;
        }
        Canvas canvas = new Canvas(from.size(), from.layout(), depth);
        int width = from.size().width();
        int samples = width * from.layout().channels();
        Rows.inParallel(from.size().height(), samples, (first, last) -> {
            Object row = depth.array(samples);
            for (int y = first; y < last; y++) {
                if (depth == Depth.U8) {
                    narrow((short[]) from.band(y), from.offset(y), (byte[]) row);
                } else {
                    widen((byte[]) from.band(y), from.offset(y), (short[]) row);
                }
                canvas.putRow(y, 0, width, row, 0);
            }
        });
        return canvas.toRaster();
    }

    /** 65,535 is 255 times 257, so that this is division by 257, rounded. */
    private static void narrow(short[] in, int at, byte[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (((in[at + i] & 0xffff) + 128) / 257);
        }
    }

    private static void widen(byte[] in, int at, short[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (short) ((in[at + i] & 0xff) * 257);
        }
    }
}
