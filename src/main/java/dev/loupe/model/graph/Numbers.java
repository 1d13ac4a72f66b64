package dev.loupe.model.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;

/** Numbers of a message, gathered one by one. */
final class Numbers {
    private double[] values = new double[8];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    double get(int index) {
        return values[index];
    }

    float[] toFloats() {
        float[] result = new float[size];
        for (int i = 0; i < size; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    /** Values beyond the range of int stop at its ends. */
    int[] toInts() {
        int[] result = new int[size];
        for (int i = 0; i < size; i++) {
            result[i] = (int) values[i];
        }
        return result;
    }

    /** The sizes of a tensor's axes, none negative. */
    int[] toShape() throws InvalidProtocolBufferException {
        int[] shape = toInts();
        for (int side : shape) {
            if (side < 0) {
                throw new InvalidProtocolBufferException("a tensor is " + Arrays.toString(shape) + " large");
            }
        }
        return shape;
    }
}
