package dev.loupe.engine.onednn;

import dev.loupe.model.graph.Network.Convolution;
import java.util.Arrays;

/**
 * A convolution's numbers. Large networks have hundreds of megabytes of them, so what only scales them is kept apart
 * and the numbers themselves are shared.
 *
 * @param values out x in x height x width, never changed
 * @param factors what the values of each output channel are multiplied by
 * @param inputs what the values of each input channel are multiplied by
 * @param bias one per output channel
 */
record Weights(int in, int out, int height, int width, float[] values, float[] factors, float[] inputs,
        float[] bias) {
    static Weights of(Convolution convolution) {
        return new Weights(convolution.in(), convolution.out(), convolution.kernelHeight(), convolution.kernelWidth(),
                convolution.weights(), ones(convolution.out()), ones(convolution.in()), convolution.bias());
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The convolution and then the linear step, as one convolution. */
    Weights then(Post.Linear linear) {
        float[] newFactors = new float[out];
        float[] newBias = new float[out];
        for (int o = 0; o < out; o++) {
            newFactors[o] = factors[o] * linear.factor(o);
            newBias[o] = bias[o] * linear.factor(o) + linear.shift(o);
        }
        return new Weights(in, out, height, width, values, newFactors, inputs, newBias);
    }

    /** The same for inputs of which a stored 1 stands for {@code units}, one for each channel. */
    Weights forInputs(float[] units) {
        float[] newInputs = inputs.clone();
        for (int i = 0; i < in; i++) {
            newInputs[i] *= units[i];
        }
        return new Weights(in, out, height, width, values, factors, newInputs, bias);
    }

    /** Its rows, each times its factor, added up to a single one; with or without the bias. */
    Weights rowsMixed(float[] rowFactors, boolean biased) {
        float[] mixed = new float[out * in * width];
        for (int place = 0; place < mixed.length; place++) {
            int first = place / width * height * width + place % width;
            for (int row = 0; row < height; row++) {
                mixed[place] += rowFactors[row] * values[first + row * width];
            }
        }
        return new Weights(in, out, 1, width, mixed, factors, inputs, biased ? bias : new float[out]);
    }

    /** The output channels in another order: new channel i was {@code source[i]}. */
    Weights reordered(int[] source) {
        float[] newValues = new float[values.length];
        float[] newFactors = new float[out];
        float[] newBias = new float[out];
        int each = each();
        for (int o = 0; o < out; o++) {
            System.arraycopy(values, source[o] * each, newValues, o * each, each);
            newFactors[o] = factors[source[o]];
            newBias[o] = bias[source[o]];
        }
        return new Weights(in, out, height, width, newValues, newFactors, inputs, newBias);
    }

    /** All numbers, multiplied out. */
    float[] plain() {
        float[] plain = new float[values.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = at(i);
        }
        return plain;
    }

    /** What one unit of each output channel stands for when the largest of its numbers is stored as 127. */
    float[] integerUnits() {
        float[] units = new float[out];
        for (int i = 0; i < values.length; i++) {
            units[i / each()] = Math.max(units[i / each()], Math.abs(at(i)) / Type.S8.max());
        }
        for (int o = 0; o < out; o++) {
            units[o] = units[o] == 0 ? 1 : units[o];
        }
        return units;
    }

    /** All numbers in those units. */
    byte[] integers() {
        float[] units = integerUnits();
        byte[] integers = new byte[values.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (byte) Math.round(at(i) / units[i / each()]);
        }
        return integers;
    }

    private float at(int i) {
        return values[i] * factors[i / each()] * inputs[i / (height * width) % in];
    }

    private int each() {
        return in * height * width;
    }

    /** Multiply-adds for one pixel. */
    long multiplyAdds() {
        return (long) in * out * height * width;
    }
}
