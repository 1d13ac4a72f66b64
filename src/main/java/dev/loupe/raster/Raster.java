package dev.loupe.raster;

/**
 * A picture's pixels as a plain on-heap value, kept in bands of rows of at most {@value #BAND_BYTES} bytes each.
 *
 * <p>Immutable and safe for use by several threads. Samples are unsigned and interleaved in the order of the
 * {@link Layout}; a row is {@code width * channels} samples, without padding. Made by a {@link Canvas}.
 */
public final class Raster {
    /** The largest array a raster holds, so that no picture is bound by the 2^31 elements of a Java array. */
    public static final int BAND_BYTES = 64 << 20;

    private final Size size;
    private final Layout layout;
    private final Depth depth;
    private final int bandRows;
    private final Object[] bands;

    Raster(Size size, Layout layout, Depth depth, int bandRows, Object[] bands) {
        this.size = size;
        this.layout = layout;
        this.depth = depth;
        this.bandRows = bandRows;
        this.bands = bands;
    }

    /** A raster of the given samples, row by row; {@code samples}, a {@code byte[]} or {@code short[]}, is copied. */
    public static Raster of(Size size, Layout layout, Object samples) {
        Depth depth = samples instanceof byte[] ? Depth.U8 : Depth.U16;
        Canvas canvas = new Canvas(size, layout, depth);
        int row = size.width() * layout.channels();
        for (int y = 0; y < size.height(); y++) {
            canvas.putRow(y, 0, size.width(), samples, y * row);
        }
        return canvas.toRaster();
    }

    public Size size() {
        return size;
    }

    public Layout layout() {
        return layout;
    }

    public Depth depth() {
        return depth;
    }

    /** Bytes the samples take. */
    public long bytes() {
        return size.pixels() * layout.channels() * depth.bytes();
    }

    /** One sample, unsigned; for looking at single pixels, not for walking a picture. */
    public int sample(int x, int y, int channel) {
        int at = ((y % bandRows) * size.width() + x) * layout.channels() + channel;
        Object band = bands[y / bandRows];
        return depth == Depth.U8 ? ((byte[]) band)[at] & 0xff : ((short[]) band)[at] & 0xffff;
    }

    /** Copies {@code width} pixels of row {@code y} from column {@code x} on; {@code to} takes bytes or shorts. */
    public void copyRow(int y, int x, int width, Object to, int at) {
        int channels = layout.channels();
        System.arraycopy(bands[y / bandRows], ((y % bandRows) * size.width() + x) * channels, to, at, width * channels);
    }

    /** The array that holds row {@code y}, which must not be changed; the row begins at {@link #offset}. */
    Object band(int y) {
        return bands[y / bandRows];
    }

    /** Where row {@code y} begins in its array. */
    int offset(int y) {
        return (y % bandRows) * size.width() * layout.channels();
    }

    /** A new raster of one part of this one. */
    public Raster cut(Region part) {
        if (!size.all().contains(part)) {
            throw new IllegalArgumentException(part + " is not inside " + size);
        }
        if (part.equals(size.all())) {
            return this;
        }
        Canvas canvas = new Canvas(part.size(), layout, depth);
        canvas.place(this, part, 0, 0);
        return canvas.toRaster();
    }

    /** Sees the bands of rows in order, without copying; the arrays must not be changed. */
    public void forEachBand(BandVisitor visitor) {
        for (int i = 0; i < bands.length; i++) {
            int first = i * bandRows;
            visitor.band(first, Math.min(bandRows, size.height() - first), bands[i]);
        }
    }

    /** Sees one band: its first row, its number of rows, and its samples as {@code byte[]} or {@code short[]}. */
    @FunctionalInterface
    public interface BandVisitor {
        void band(int firstRow, int rows, Object samples);
    }

    @Override
    public String toString() {
        return size + " " + layout + " " + depth;
    }
}
