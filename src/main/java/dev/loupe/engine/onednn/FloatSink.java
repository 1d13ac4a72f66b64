package dev.loupe.engine.onednn;

/** Keeps a small result as it is, for comparing: rows of blue, green, red. */
final class FloatSink implements Sink {
    private final int rowLength;
    private final float[] values;

    FloatSink(int width, int height) {
        this.rowLength = width * 3;
        this.values = new float[rowLength * height];
    }

    @Override
    public void row(int y, float[] samples) {
        System.arraycopy(samples, 0, values, y * rowLength, rowLength);
    }

    float[] values() {
        return values;
    }
}
