package dev.loupe.raster;

/**
 * A picture being written, which becomes a {@link Raster} once it is complete.
 *
 * <p>Several threads may write different rows at once; whoever made it calls {@link #toRaster()} after they are done.
 */
public final class Canvas {
    private final Size size;
    private final Layout layout;
    private final Depth depth;
    private final int bandRows;
    private Object[] bands;

    public Canvas(Size size, Layout layout, Depth depth) {
        this.size = size;
        this.layout = layout;
        this.depth = depth;
        long rowBytes = (long) size.width() * layout.channels() * depth.bytes();
        this.bandRows = (int) Math.max(1, Math.min(size.height(), Raster.BAND_BYTES / rowBytes));
        this.bands = new Object[(size.height() + bandRows - 1) / bandRows];
        for (int i = 0; i < bands.length; i++) {
            int rows = Math.min(bandRows, size.height() - i * bandRows);
            bands[i] = depth.array(Math.toIntExact((long) rows * size.width() * layout.channels()));
        }
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

    /** Writes {@code width} pixels of row {@code y} from column {@code x} on; {@code from} holds bytes or shorts. */
    public void putRow(int y, int x, int width, Object from, int at) {
        int channels = layout.channels();
        int to = ((y % bandRows) * size.width() + x) * channels;
        System.arraycopy(from, at, bands[y / bandRows], to, width * channels);
    }

    /** Copies a part of a raster of the same layout and depth so that its corner lies at {@code x}, {@code y}. */
    public void place(Raster from, Region part, int x, int y) {
        if (from.layout() != layout || from.depth() != depth) {
            throw new IllegalArgumentException("cannot place " + from + " on a canvas of " + layout + " " + depth);
        }
        for (int row = 0; row < part.height(); row++) {
            int at = (((y + row) % bandRows) * size.width() + x) * layout.channels();
            from.copyRow(part.y() + row, part.x(), part.width(), bands[(y + row) / bandRows], at);
        }
    }

    /** Hands out the bands of rows in order, to be written to directly. */
    public void forEachBand(Raster.BandVisitor visitor) {
        for (int i = 0; i < bands.length; i++) {
            int first = i * bandRows;
            visitor.band(first, Math.min(bandRows, size.height() - first), bands[i]);
        }
    }

    /** The finished picture, which takes over the arrays: the canvas cannot be used afterwards. */
    public Raster toRaster() {
        Raster raster = new Raster(size, layout, depth, bandRows, bands);
        bands = null;
        return raster;
    }
}
