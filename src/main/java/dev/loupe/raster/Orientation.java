package dev.loupe.raster;

/**
 * The eight ways a picture can lie in its file, as the EXIF and TIFF tag 274 number them (TIFF 6.0, page 36).
 *
 * <p>The constants are in the order of the tag's values and say what makes the stored picture upright.
 */
public enum Orientation {
    UPRIGHT,
    MIRRORED,
    TURNED_180,
    FLIPPED,
    TRANSPOSED,
    TURNED_90,
    TRANSVERSED,
    TURNED_270;

    /** Rows of the result that are made together when rows become columns, so that cache lines are used whole. */
    private static final int BLOCK = 32;

    /** The orientation of a tag's value; what is not 1 to 8 says nothing, and so is upright. */
    public static Orientation ofTag(int value) {
        return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
    }

    /** Whether width and height change places. */
    public boolean swapsSides() {
        return this == TRANSPOSED || this == TURNED_90 || this == TRANSVERSED || this == TURNED_270;
    }

    /** The size of the upright picture. */
    public Size upright(Size stored) {
        return swapsSides() ? new Size(stored.height(), stored.width()) : stored;
    }

    /** The upright picture: a new raster, or the same one where it already is upright. */
    public Raster upright(Raster stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        Size size = upright(stored.size());
        Canvas canvas = new Canvas(size, stored.layout(), stored.depth());
        long samplesPerRow = (long) size.width() * stored.layout().channels();
        Rows.inParallel(size.height(), samplesPerRow, (from, to) -> {
            if (swapsSides()) {
                turnRows(stored, canvas, from, to);
            } else {
                copyRows(stored, canvas, from, to);
            }
        });
        return canvas.toRaster();
    }

    private void copyRows(Raster stored, Canvas canvas, int from, int to) {
        int width = stored.size().width();
        int channels = stored.layout().channels();
        Object row = stored.depth().array(width * channels);
        for (int y = from; y < to; y++) {
            int sourceY = this == MIRRORED ? y : stored.size().height() - 1 - y;
            stored.copyRow(sourceY, 0, width, row, 0);
            if (this != FLIPPED) {
                reverse(row, width, channels);
            }
            canvas.putRow(y, 0, width, row, 0);
        }
    }

    /** Row y of the result is column y of the stored picture, counted from the left or from the right. */
    private void turnRows(Raster stored, Canvas canvas, int from, int to) {
        int width = stored.size().height();
        int channels = stored.layout().channels();
        boolean fromRight = this == TRANSVERSED || this == TURNED_270;
        boolean fromBottom = this == TRANSVERSED || this == TURNED_90;
        Object block = stored.depth().array(Math.min(BLOCK, to - from) * width * channels);
        for (int y = from; y < to; y += BLOCK) {
            int rows = Math.min(BLOCK, to - y);
            int column = fromRight ? stored.size().width() - 1 - y : y;
            for (int x = 0; x < width; x++) {
                int row = fromBottom ? width - 1 - x : x;
                int at = stored.offset(row) + column * channels;
                int step = fromRight ? -channels : channels;
                spread(stored.band(row), at, step, block, x * channels, width * channels, rows, channels);
            }
            for (int i = 0; i < rows; i++) {
                canvas.putRow(y + i, 0, width, block, i * width * channels);
            }
        }
    }

    /** Copies {@code count} pixels that lie {@code step} samples apart to lie {@code pitch} samples apart. */
    private static void spread(Object from, int at, int step, Object to, int into, int pitch, int count, int channels) {
        if (from instanceof byte[] source) {
            byte[] target = (byte[]) to;
            for (int i = 0; i < count; i++) {
                for (int c = 0; c < channels; c++) {
                    target[into + i * pitch + c] = source[at + i * step + c];
                }
            }
        } else {
            short[] source = (short[]) from;
            short[] target = (short[]) to;
            for (int i = 0; i < count; i++) {
                for (int c = 0; c < channels; c++) {
                    target[into + i * pitch + c] = source[at + i * step + c];
                }
            }
        }
    }

    private static void reverse(Object row, int width, int channels) {
        for (int left = 0, right = (width - 1) * channels; left < right; left += channels, right -= channels) {
            for (int c = 0; c < channels; c++) {
                if (row instanceof byte[] bytes) {
                    byte sample = bytes[left + c];
                    bytes[left + c] = bytes[right + c];
                    bytes[right + c] = sample;
                } else {
                    short[] shorts = (short[]) row;
                    short sample = shorts[left + c];
                    shorts[left + c] = shorts[right + c];
                    shorts[right + c] = sample;
                }
            }
        }
    }
}
