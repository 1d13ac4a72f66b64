package dev.loupe.model.graph;

import java.util.Arrays;

/** Arithmetic on vectors that have one number per channel, or one for all of them. */
final class Vectors {
    @FunctionalInterface
    interface Unary {
        float of(float value);
    }

    @FunctionalInterface
    interface Binary {
        float of(float left, float right);
    }

    private Vectors() {}

    static float at(float[] vector, int channel) {
        return vector[vector.length == 1 ? 0 : channel];
    }

    static float[] spread(float[] vector, int channels) {
        if (vector.length == channels) {
            return vector;
        }
        float[] result = new float[channels];
        Arrays.fill(result, vector[0]);
        return result;
    }

    static float[] each(float[] vector, Unary function) {
        float[] result = new float[vector.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = function.of(vector[i]);
        }
        return result;
    }

    /** The two must be of one length, or one of them of length 1. */
    static float[] zip(float[] left, float[] right, Binary function) {
        float[] result = new float[Math.max(left.length, right.length)];
        for (int i = 0; i < result.length; i++) {
            result[i] = function.of(at(left, i), at(right, i));
        }
        return result;
    }
}
