package dev.loupe.engine.onednn;

/** How often each magnitude occurs, to within one percent. Safe for several threads. */
final class Histogram {
    /** Bits of a float left off: what stays is its exponent and seven bits of its fraction. */
    private static final int DROPPED = 16;

    private final long[] counts = new long[(Float.floatToIntBits(Float.POSITIVE_INFINITY) >>> DROPPED) + 1];

    /** {@code values}: pixels with their channels innermost, each counted as what it is divided by its scale. */
    synchronized void add(float[] values, float[] scales) {
        for (int i = 0; i < values.length; i++) {
            int bits = Float.floatToIntBits(values[i] / scales[i % scales.length]);
            counts[Math.min(counts.length - 1, (bits & Integer.MAX_VALUE) >>> DROPPED)]++;
        }
    }

    /**
     * The step to store these numbers in when there are {@code levels} of them on each side of zero: the one with the
     * least sum of squared errors, half a step for small numbers at most, and what is cut off of large ones. Above
     * zero.
     */
    synchronized float bestStep(float levels) {
        int top = counts.length - 1;
        while (top > 0 && counts[top] == 0) {
            top--;
        }
        if (top == 0) {
            return 1;
        }
        float best = value(top);
        double least = Double.MAX_VALUE;
        for (float limit = value(top); limit > value(top) / 10; limit *= 0.97f) {
            double error = squaredError(limit, levels, top);
            if (error < least) {
                least = error;
                best = limit;
            }
        }
        return best / levels;
    }

    private double squaredError(float limit, float levels, int top) {
        double step = limit / levels;
        double sum = 0;
        for (int bin = 0; bin <= top; bin++) {
            double value = value(bin);
            double over = value - limit;
            sum += counts[bin] * (over > 0 ? over * over : Math.min(step * step / 12, value * value));
        }
        return sum;
    }

    private static float value(int bin) {
        return Float.intBitsToFloat(bin << DROPPED | 1 << DROPPED - 1);
    }
}
