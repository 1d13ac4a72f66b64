package dev.loupe.model.graph;

import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.model.graph.EdsrTrunk.Block;
import dev.loupe.model.graph.Network.Convolution;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * EDSRs of any size with random weights, to measure with; always the same ones for one size. The result is the picture
 * with every pixel repeated and a little noise on it, so that what is true of real networks' ranges is true of it.
 */
public final class RandomEdsr {
    private static final Pattern NAME = Pattern.compile("edsr-b(\\d{1,3})f(\\d{1,4})x(\\d)");
    /** What a residual block adds, as in the EDSR paper's large networks. */
    private static final double RESIDUAL_SCALE = 0.1;
    /** How much of the trunk reaches the result. */
    private static final double NOISE = 0.02;
    private static final int CHANNELS = 3;
    private static final int TAPS = 9;
    private static final int CENTRE = 4;

    private final Random random;

    private RandomEdsr(long seed) {
        this.random = new Random(seed);
    }

    /** Whether a model's name asks for one of these, such as {@code edsr-b32f256x3}. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** @throws Rejected if the name or a number in it is none that can be made */
    public static Edsr of(String name) {
        Matcher numbers = NAME.matcher(name);
        if (!numbers.matches()) {
            throw new Rejected(Reason.BAD_OPTION, "'" + name + "' is no random network; they are named like "
                    + "edsr-b32f256x3 (blocks, features, scale).");
        }
        return of(number(numbers, 1), number(numbers, 2), number(numbers, 3));
    }

    private static int number(Matcher numbers, int group) {
        return Integer.parseInt(numbers.group(group));
    }

    /** @throws Rejected for less than 1 or more than 64 blocks, 8 to 512 features, and scales but 2, 3 and 4 */
    public static Edsr of(int blocks, int features, int scale) {
        if (blocks < 1 || blocks > 64 || features < 8 || features > 512 || scale < 2 || scale > 4) {
            throw new Rejected(Reason.BAD_OPTION, "A random EDSR has 1 to 64 blocks, 8 to 512 features and scale 2, 3 "
                    + "or 4; " + blocks + " blocks, " + features + " features and scale " + scale + " were asked for.");
        }
        RandomEdsr random = new RandomEdsr((blocks * 1000L + features) * 10 + scale);
        Convolution head = random.convolution(CHANNELS, features, 1);
        Stream<Block> trunk = Stream.generate(() -> random.block(features)).limit(blocks);
        Edsr edsr = new Edsr(scale, head, trunk.toList(), random.convolution(features, features, NOISE),
                random.convolution(features, CHANNELS * scale * scale, NOISE));
        for (int channel = 0; channel < CHANNELS; channel++) {
            passOn(edsr.head(), channel, channel);
        }
        for (int out = 0; out < edsr.tail().out(); out++) {
            passOn(edsr.tail(), out % CHANNELS, out);
        }
        return edsr;
    }

    private Block block(int features) {
        return new Block(
                convolution(features, features, Math.sqrt(2)), convolution(features, features, RESIDUAL_SCALE));
    }

    /** Weights that keep the size of what goes in, times {@code gain} (He and others, 2015), evenly spread. */
    private Convolution convolution(int in, int out, double gain) {
        float reach = (float) (gain * Math.sqrt(3.0 / (in * TAPS)));
        float[] weights = new float[in * out * TAPS];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (random.nextFloat() * 2 - 1) * reach;
        }
        float[] bias = new float[out];
        for (int i = 0; i < out; i++) {
            bias[i] = (random.nextFloat() * 2 - 1) * reach;
        }
        return new Convolution("", "", "", in, out, 3, 3, weights, bias);
    }

    private static void passOn(Convolution conv, int from, int to) {
        for (int in = 0; in < CHANNELS; in++) {
            for (int tap = 0; tap < TAPS; tap++) {
                conv.weights()[(to * conv.in() + in) * TAPS + tap] = in == from && tap == CENTRE ? 1 : 0;
            }
        }
    }
}
