package dev.loupe.model.graph;

import dev.loupe.model.graph.EdsrTrunk.Block;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import java.util.List;
import java.util.Locale;

/** Brings an EDSR into the one form of {@link Edsr}. */
final class EdsrReading {
    private static final int CHANNELS = 3;
    private static final int TAPS = 9;
    /** Grey levels by which a mean may differ: the bias takes the difference on, but for the zeros around it. */
    private static final double MEAN_TOLERANCE = 0.5;

    private EdsrReading() {}

    static Edsr read(Network network, List<Double> mean, double range) {
        EdsrTrunk trunk = EdsrTrunk.find(network).orElseThrow(() -> Edsr.no("it is no EDSR"));
        DepthToSpace spread = null;
        Affine before = null;
        Affine after = null;
        Convolution tail = null;
        for (Operation operation : network.operations()) {
            if (operation instanceof DepthToSpace each) {
                spread = each;
            } else if (operation instanceof Convolution each && each.input().equals(trunk.features())) {
                tail = each;
            } else if (operation instanceof Affine each && each.input().equals(network.input())) {
                before = each;
            } else if (operation instanceof Affine each && each.output().equals(network.output())) {
                after = each;
            }
        }
        int steps = 5 + 4 * trunk.blocks().size() + (before == null ? 0 : 1) + (after == null ? 0 : 1);
        if (spread == null || tail == null || steps != network.operations().size()
                || !trunk.head().input().equals(before == null ? network.input() : before.output())
                || tail.out() != CHANNELS * spread.block() * spread.block() || !spread.input().equals(tail.output())) {
            throw Edsr.no("an EDSR there has one convolution after its last sum, and one step that spreads its result");
        }
        checkShapes(trunk, tail);
        Convolution head = centredHead(trunk.head(), before, mean, range);
        Convolution centred = centredTail(tail, spread, after, mean, range);
        return new Edsr(spread.block(), head, trunk.blocks(), trunk.body(), centred);
    }

    private static void checkShapes(EdsrTrunk trunk, Convolution tail) {
        checkShape(trunk.head(), CHANNELS);
        for (Block block : trunk.blocks()) {
            checkShape(block.first(), trunk.head().out());
            checkShape(block.second(), block.first().out());
        }
        checkShape(trunk.body(), trunk.head().out());
        checkShape(tail, trunk.head().out());
    }

    private static void checkShape(Convolution conv, int in) {
        if (conv.kernelHeight() != 3 || conv.kernelWidth() != 3 || conv.in() != in) {
            throw Edsr.no("its convolution '" + conv.output() + "' is " + conv.kernelHeight() + "x" + conv.kernelWidth()
                    + " on " + conv.in() + " channels; 3x3 on " + in + " is expected");
        }
    }

    /** The network sees {@code factor * (sample - m)}; this head sees {@code sample - MEAN}, and does the rest. */
    private static Convolution centredHead(Convolution head, Affine before, List<Double> mean, double range) {
        float[] weights = head.weights().clone();
        float[] bias = head.bias().clone();
        for (int channel = 0; channel < CHANNELS; channel++) {
            double own = before == null ? 1 : Vectors.at(before.factors(), channel);
            double shift = before == null ? 0 : Vectors.at(before.shifts(), channel);
            double factor = own * range / 255;
            double left = Edsr.MEAN.get(channel) - mean.get(channel) + shift / factor;
            if (!(Math.abs(left) <= MEAN_TOLERANCE)) {
                throw Edsr.no(String.format(Locale.ROOT, "it is centred on %.2f in channel %d, and %.2f is expected",
                        Edsr.MEAN.get(channel) - left, channel, Edsr.MEAN.get(channel)));
            }
            for (int out = 0; out < head.out(); out++) {
                for (int tap = 0; tap < TAPS; tap++) {
                    int at = (out * CHANNELS + channel) * TAPS + tap;
                    weights[at] = (float) (weights[at] * factor);
                    bias[out] += (float) (weights[at] * left);
                }
            }
        }
        return with(head, weights, bias);
    }

    private static Convolution centredTail(
            Convolution tail, DepthToSpace spread, Affine after, List<Double> mean, double range) {
        int phases = spread.block() * spread.block();
        int perOutput = tail.in() * TAPS;
        float[] weights = new float[tail.weights().length];
        float[] bias = new float[tail.out()];
        for (int out = 0; out < tail.out(); out++) {
            int channel = out % CHANNELS;
            int from = spread.depthFirst() ? out : channel * phases + out / CHANNELS;
            double factor = (after == null ? 1 : Vectors.at(after.factors(), channel)) * 255 / range;
            double shift = (after == null ? 0 : Vectors.at(after.shifts(), channel)) * 255 / range
                    + mean.get(channel) - Edsr.MEAN.get(channel);
            for (int i = 0; i < perOutput; i++) {
                weights[out * perOutput + i] = (float) (tail.weights()[from * perOutput + i] * factor);
            }
            bias[out] = (float) (tail.bias()[from] * factor + shift);
        }
        return with(tail, weights, bias);
    }

    private static Convolution with(Convolution conv, float[] weights, float[] bias) {
        return new Convolution(conv.node(), conv.input(), conv.output(), conv.in(), conv.out(), conv.kernelHeight(),
                conv.kernelWidth(), weights, bias);
    }
}
