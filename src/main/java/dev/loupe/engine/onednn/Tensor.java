package dev.loupe.engine.onednn;

/**
 * A value that flows between steps, kept as rows of pixels with the channels innermost.
 *
 * @param id its place in {@link Chain#tensors()}
 * @param zoom rows and columns per row and column of the picture
 */
record Tensor(int id, int channels, int zoom, Type type) {
    static Tensor real(int id, int channels, int zoom) {
        return new Tensor(id, channels, zoom, Type.F32);
    }

    Tensor as(Type newType) {
        return new Tensor(id, channels, zoom, newType);
    }

    /** Bytes of one row of a picture {@code width} pixels wide. */
    long rowBytes(int width) {
        return (long) width * zoom * channels * type.bytes();
    }
}
