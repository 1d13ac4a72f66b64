package dev.loupe.engine;

import dev.loupe.model.Model;
import dev.loupe.model.graph.Edsr;
import dev.loupe.model.graph.EdsrFile;
import dev.loupe.model.graph.EdsrTrunk.Block;
import dev.loupe.model.graph.Network.Convolution;
import java.nio.file.Path;
import java.util.Collections;
import java.util.function.IntUnaryOperator;

/**
 * A small EDSR in which every convolution looks at nothing but its upper left neighbour, so that a fifth of every
 * result pixel comes from the very corner of the receptive field: the edge that trained weights hardly use.
 *
 * <p>Through two blocks {@code x + b(relu(a(x)))}, the convolution behind them and the skip around them, a result pixel
 * is the mean of input pixels 2, 4, 6, 8 and twice 6 places up and left. A flat picture stays flat away from its edges.
 */
public final class FarSight {
    public static final int SCALE = 2;

    private static final int BLOCKS = 2;
    private static final int FEATURES = 16;
    private static final int COLOURS = 3;
    /** Keeps what the rectifiers see positive. */
    private static final float LIFT = 2048;

    private FarSight() {}

    /** Writes the network into a folder. */
    public static Model in(Path folder) {
        Path file = folder.resolve("far-sight_x2.pb");
        Block block = new Block(
                corner("a", FEATURES, FEATURES, out -> out, 1, LIFT),
                corner("b", FEATURES, FEATURES, out -> out, 1, -LIFT));
        // Two blocks make 1 + 2 + 1 paths, the skip one more.
        Convolution tail = corner("tail", FEATURES, COLOURS * SCALE * SCALE, out -> out % COLOURS, 1 / 5f, 0);
        Edsr edsr = new Edsr(SCALE, corner("head", COLOURS, FEATURES, out -> out, 1, 0),
                Collections.nCopies(BLOCKS, block), corner("body", FEATURES, FEATURES, out -> out, 1, 0), tail);
        EdsrFile.write(edsr, file);
        return Networks.edsr(file, SCALE);
    }

    /** Each output is the upper left neighbour in one input channel; those beyond the colours are nothing. */
    private static Convolution corner(String name, int in, int out, IntUnaryOperator source, float weight, float bias) {
        float[] weights = new float[out * in * 9];
        float[] biases = new float[out];
        for (int to = 0; to < out; to++) {
            int from = source.applyAsInt(to);
            if (from < COLOURS) {
                weights[(to * in + from) * 9] = weight;
                biases[to] = bias;
            }
        }
        return new Convolution(name, "", name, in, out, 3, 3, weights, biases);
    }
}
