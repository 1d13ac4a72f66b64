package dev.loupe.raster;

/** A rectangle of pixels inside a picture; {@code x} and {@code y} are its upper left corner, counted from 0. */
public record Region(int x, int y, int width, int height) {
    public Region {
        if (x < 0 || y < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException("not a region: " + width + "x" + height + " at " + x + "," + y);
        }
    }

    public int right() {
        return x + width;
    }

    public int bottom() {
        return y + height;
    }

    public Size size() {
        return new Size(width, height);
    }

    public Region times(int scale) {
        return new Region(x * scale, y * scale, width * scale, height * scale);
    }

    /** The same rectangle seen from another origin. */
    public Region relativeTo(Region origin) {
        return new Region(x - origin.x, y - origin.y, width, height);
    }

    public boolean contains(Region other) {
        return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
    }
}
