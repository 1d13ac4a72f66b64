package dev.loupe.engine.opencv;

import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Clip;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is left to do after the layer a network is run to: the pixel shuffle and the arithmetic behind it.
 *
 * @param block how many result pixels, across and down, one value's channels make; 1 where the network did it itself
 * @param depthFirst whether the channels of a block come before its colours (ONNX's DCR, TensorFlow), otherwise CRD
 * @param factors of the result, one per colour or one for all
 * @param shifts added after the factors
 */
record Tail(int block, boolean depthFirst, float[] factors, float[] shifts) {
    /** Nothing is left: the whole network ran. */
    static final Tail NONE = new Tail(1, false, new float[] {1}, new float[] {0});

    /** That of the EDSRs in OpenCV's layout: nothing follows the shuffle. */
    static Tail ofOpenCvLayout(int scale) {
        return new Tail(scale, true, new float[] {1}, new float[] {0});
    }

    /**
     * A network's depth to space and the constant arithmetic behind it, or empty where it ends otherwise.
     *
     * @param white the network's value of white
     */
    static Optional<Tail> of(Network network, double white) {
        Map<String, Operation> makers = new HashMap<>();
        network.operations().forEach(operation -> makers.put(operation.output(), operation));
        Operation last = makers.get(network.output());
        // A clip at the very end to black and white is what the samples undergo anyway.
        if (last instanceof Clip clip && clip.min() <= 0 && clip.max() >= white) {
            last = makers.get(clip.input());
        }
        float[] factors = {1};
        float[] shifts = {0};
        while (last instanceof Affine affine) {
            shifts = combine(affine.shifts(), factors, shifts);
            factors = combine(affine.factors(), factors, new float[] {0});
            last = makers.get(affine.input());
        }
        return last instanceof DepthToSpace shuffle
                ? Optional.of(new Tail(shuffle.block(), shuffle.depthFirst(), factors, shifts))
                : Optional.empty();
    }

    /** {@code value * factors + shifts}, element by element; one number stands for all. */
    private static float[] combine(float[] value, float[] factors, float[] shifts) {
        float[] combined = new float[Math.max(value.length, Math.max(factors.length, shifts.length))];
        for (int i = 0; i < combined.length; i++) {
            combined[i] = at(value, i) * at(factors, i) + at(shifts, i);
        }
        return combined;
    }

    float factor(int colour) {
        return at(factors, colour);
    }

    float shift(int colour) {
        return at(shifts, colour);
    }

    /** Whether the planes, once shuffled, have that many colours, rows and columns. */
    boolean makes(Planes from, int colours, int height, int width) {
        return from.channels() == colours * block * block
                && from.height() * block == height && from.width() * block == width;
    }

    /**
     * One row of one colour of the result, in the network's numbers.
     *
     * @param scratch as wide as {@code from}
     * @param to {@link #block} times as wide
     */
    void row(Planes from, int colour, int y, float[] scratch, float[] to) {
        int colours = from.channels() / (block * block);
        float factor = factor(colour);
        float shift = shift(colour);
        for (int dx = 0; dx < block; dx++) {
            int place = y % block * block + dx;
            from.readRow(depthFirst ? place * colours + colour : colour * block * block + place, y / block, scratch);
            for (int x = 0, at = dx; x < scratch.length; x++, at += block) {
                to[at] = scratch[x] * factor + shift;
            }
        }
    }

    private static float at(float[] numbers, int index) {
        return numbers[numbers.length == 1 ? 0 : index];
    }
}
