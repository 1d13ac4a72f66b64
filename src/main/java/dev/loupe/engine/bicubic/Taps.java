package dev.loupe.engine.bicubic;

/**
 * Which four input samples make one output sample along an axis, and with which weights.
 *
 * <p>The kernel is Keys' cubic convolution with a = -0.5 (R. Keys, "Cubic Convolution Interpolation for Digital Image
 * Processing", 1981), positions and mirrored edges as in MATLAB's {@code imresize}.
 */
record Taps(int[] samples, float[] weights) {
    static final int COUNT = 4;

    private static final double A = -0.5;

    /** For output {@code at} of an axis of {@code length} input samples. */
    static Taps of(int at, int scale, int length) {
        double position = (at + 0.5) / scale - 0.5;
        int first = (int) Math.floor(position) - 1;
        int[] samples = new int[COUNT];
        float[] weights = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            samples[i] = mirrored(first + i, length);
            weights[i] = (float) kernel(Math.abs(position - first - i));
        }
        return new Taps(samples, weights);
    }

    private static double kernel(double distance) {
        if (distance <= 1) {
            return ((A + 2) * distance - (A + 3)) * distance * distance + 1;
        }
        return ((A * distance - 5 * A) * distance + 8 * A) * distance - 4 * A;
    }

    /** The edge sample is repeated: -1 is 0, -2 is 1. */
    private static int mirrored(int index, int length) {
        int period = Math.floorMod(index, 2 * length);
        return period < length ? period : 2 * length - 1 - period;
    }
}
