package dev.loupe.engine.onednn;

/** What a step does to its result before it is stored, element by element. */
sealed interface Post {
    /** Negative numbers are multiplied by {@code slope}. */
    record Leak(float slope) implements Post {}

    /** Negative numbers are multiplied by their channel's slope. */
    record Slopes(float[] slopes) implements Post {}

    record Clamp(float min, float max) implements Post {}

    /** Times factor plus shift; each array holds one number per channel or one for all. */
    record Linear(float[] factors, float[] shifts) implements Post {
        boolean isUniform() {
            return factors.length == 1 && shifts.length == 1;
        }

        float factor(int channel) {
            return factors[factors.length == 1 ? 0 : channel];
        }

        float shift(int channel) {
            return shifts[shifts.length == 1 ? 0 : channel];
        }
    }

    /** Another tensor of the same shape is added, or subtracted where {@code minus}. */
    record Plus(int tensor, boolean minus) implements Post {}

    /** Whether its numbers are one for all or one for each of so many channels. */
    default boolean fits(int channels) {
        if (this instanceof Slopes each) {
            return each.slopes.length == channels;
        }
        return !(this instanceof Linear linear)
                || (linear.factors.length == 1 || linear.factors.length == channels)
                        && (linear.shifts.length == 1 || linear.shifts.length == channels);
    }

    /** The same, where the channels are still in the order {@code source} says: new channel i was {@code source[i]}. */
    default Post reordered(int[] source) {
        if (this instanceof Slopes each) {
            return new Slopes(pick(each.slopes, source));
        }
        if (this instanceof Linear linear) {
            return new Linear(pick(linear.factors, source), pick(linear.shifts, source));
        }
        return this;
    }

    private static float[] pick(float[] values, int[] source) {
        if (values.length == 1) {
            return values;
        }
        float[] picked = new float[source.length];
        for (int i = 0; i < source.length; i++) {
            picked[i] = values[source[i]];
        }
        return picked;
    }
}
