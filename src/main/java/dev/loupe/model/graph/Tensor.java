package dev.loupe.model.graph;

/** A constant of a graph; whole numbers are held as floats too. The arrays are never changed. */
record Tensor(int[] shape, float[] values) {
    static Tensor scalar(float value) {
        return new Tensor(new int[0], new float[] {value});
    }

    static Tensor vector(float... values) {
        return new Tensor(new int[] {values.length}, values);
    }

    boolean isScalar() {
        return values.length == 1;
    }
}
