package dev.loupe.raster;

/** Width and height in pixels, both at least 1. */
public record Size(int width, int height) {
    public Size {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a size needs at least 1x1 pixels, not " + width + "x" + height);
        }
    }

    public long pixels() {
        return (long) width * height;
    }

    public int longSide() {
        return Math.max(width, height);
    }

    public Size times(int scale) {
        return new Size(Math.multiplyExact(width, scale), Math.multiplyExact(height, scale));
    }

    /** This size, each side no longer than that of another. */
    public Size within(Size other) {
        return new Size(Math.min(width, other.width), Math.min(height, other.height));
    }

    /** The whole picture as a region. */
    public Region all() {
        return new Region(0, 0, width, height);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
