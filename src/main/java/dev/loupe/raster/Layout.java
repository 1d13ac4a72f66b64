package dev.loupe.raster;

/** The interleaved channels of a pixel, in memory order; colours are blue, green, red, as OpenCV keeps them. */
public enum Layout {
    GRAY(1),
    GRAY_ALPHA(2),
    BGR(3),
    BGRA(4);

    private final int channels;

    Layout(int channels) {
        this.channels = channels;
    }

    public int channels() {
        return channels;
    }

    /** Alpha, where there is one, is the last channel and not premultiplied. */
    public boolean hasAlpha() {
        return this == GRAY_ALPHA || this == BGRA;
    }

    public boolean isGray() {
        return this == GRAY || this == GRAY_ALPHA;
    }

    public Layout withoutAlpha() {
        return isGray() ? GRAY : BGR;
    }

    public Layout withAlpha() {
        return isGray() ? GRAY_ALPHA : BGRA;
    }
}
