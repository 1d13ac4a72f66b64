package dev.loupe.raster;

/** Bits per sample. 8-bit samples live in {@code byte[]}, 16-bit samples in {@code short[]}, both unsigned. */
public enum Depth {
    U8(1, 255),
    U16(2, 65_535);

    private final int bytes;
    private final int max;

    Depth(int bytes, int max) {
        this.bytes = bytes;
        this.max = max;
    }

    public int bytes() {
        return bytes;
    }

    /** The value of white. */
    public int max() {
        return max;
    }

    /** A new array for {@code samples} samples: {@code byte[]} or {@code short[]}. */
    public Object array(int samples) {
        return this == U8 ? new byte[samples] : new short[samples];
    }
}
