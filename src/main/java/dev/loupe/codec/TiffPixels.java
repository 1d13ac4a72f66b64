package dev.loupe.codec;

import dev.loupe.failure.Rejected;

/**
 * How a TIFF keeps its pixels.
 *
 * @param photometric tag 262: 0 gray from white to black, 1 gray, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr
 * @param bits per sample; 0 where they differ
 * @param samples per pixel, alpha and others beside the colours included
 * @param sampleFormat tag 339: 1 unsigned, 2 signed, 3 floating point, 4 not said
 * @param planes whether every channel lies by itself
 * @param extra tag 338, the first sample beside the colours: 0 not said, 1 premultiplied alpha, 2 straight alpha
 * @param jpeg whether strips are compressed as JPEG
 * @param big whether it is a BigTIFF
 */
record TiffPixels(int photometric, int bits, int samples, int sampleFormat, boolean planes, int extra, boolean jpeg,
        boolean big) {
    private static final int UNSIGNED = 1;
    private static final int FLOATING = 3;
    private static final int NOT_SAID = 4;

    boolean isGray() {
        return photometric == 0 || photometric == 1;
    }

    boolean isRgb() {
        return photometric == 2;
    }

    boolean isPalette() {
        return photometric == 3;
    }

    /** A fourth sample beside RGB, or a second beside gray, is alpha even where the file does not say so. */
    boolean hasAlpha() {
        return isGray() && samples == 2 || isRgb() && samples == 4 || samples > colours() && extra > 0;
    }

    int colours() {
        return isGray() || isPalette() ? 1 : photometric == 5 ? 4 : 3;
    }

    /** Whether OpenCV decodes it, and rightly. */
    boolean byOpenCv() {
        boolean deep = bits == 16 && !jpeg;
        return switch (photometric) {
            case 0 -> samples == 1 && (bits == 8 || bits == 1);
            case 1 -> samples == 1 && (bits == 8 || bits == 1 || deep);
            case 2 -> (samples == 3 || samples == 4) && (bits == 8 || deep && !planes);
            case 3, 5, 6 -> samples == colours() && bits == 8;
            default -> false;
        };
    }

    /** Planes of fewer than 8 bits it misreads. */
    private boolean byJdk() {
        boolean known = isGray() || isRgb() && samples >= 3 || isPalette() && samples == 1;
        return known && !big && !jpeg && !(planes && bits < 8);
    }

    void requireSupported() {
        if (sampleFormat != UNSIGNED && sampleFormat != NOT_SAID) {
            String kind = sampleFormat == FLOATING ? "floating point" : "signed";
            throw refused("keeps its samples as " + kind + " numbers");
        }
        if (bits < 1 || bits > 16) {
            throw refused(bits == 0 ? "has channels of different depths" : "has " + bits + " bits per sample");
        }
        if (!byOpenCv() && !byJdk()) {
            throw refused("keeps its pixels in a way that is not read (photometric interpretation " + photometric
                    + ", " + samples + " samples of " + bits + " bits" + (planes ? " in planes" : "")
                    + (jpeg ? ", JPEG" : "") + (big ? ", BigTIFF" : "") + ")");
        }
    }

    private static Rejected refused(String fault) {
        return Stored.unsupported(ImageFormat.TIFF, fault + "; save it as gray or RGB with 8 or 16 bits per sample");
    }
}
