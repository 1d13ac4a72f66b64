package dev.loupe.engine.onednn;

import dev.loupe.model.Model;
import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Network.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Networks with weights, and some with a shape, drawn by lot: the same for the same seed. */
final class Drawn {
    static final Model.Input PLAIN = new Model.Input(Model.Channels.BGR, List.of(0.0, 0.0, 0.0), 255);

    private final Random random;
    private final List<Operation> operations = new ArrayList<>();
    private String value = "input";
    private int channels = 3;
    private int count;

    private Drawn(long seed) {
        this.random = new Random(seed);
    }

    /** An EDSR with the light tail and its mean inside. */
    static Network edsr(int blocks, int features, int scale, long seed) {
        Drawn d = new Drawn(seed);
        d.affine(new float[] {1 / 127.5f}, new float[] {-0.8f, -0.85f, -0.9f});
        d.convolve(features, 3, 3, 1);
        String head = d.value;
        for (int i = 0; i < blocks; i++) {
            String before = d.value;
            d.convolve(features, 3, 3, 1);
            d.add(new Network.Relu("relu" + i, d.value, d.next()));
            d.convolve(features, 3, 3, 0.2f);
            d.affine(new float[] {0.5f}, new float[] {0});
            d.add(new Network.Add("add" + i, before, d.value, d.next()));
        }
        d.convolve(features, 3, 3, 0.3f);
        d.add(new Network.Add("skip", d.value, head, d.next()));
        d.convolve(3 * scale * scale, 3, 3, 0.4f);
        d.add(new Network.DepthToSpace("shuffle", d.value, d.next(), scale, false));
        d.affine(new float[] {127.5f}, new float[] {100, 110, 120});
        return d.network();
    }

    /** Any of the operations in any order, with branches. */
    static Network anything(long seed) {
        Drawn d = new Drawn(seed);
        d.affine(new float[] {1 / 128f}, new float[] {-1});
        d.convolve(4 + d.random.nextInt(30), 3, 3, 1);
        int left = 3 + d.random.nextInt(8);
        for (int i = 0; i < left; i++) {
            d.something();
        }
        int block = d.random.nextInt(4);
        d.convolve(block == 0 ? 3 : 3 * block * block, 3, 3, 1);
        if (block > 0) {
            d.add(new Network.DepthToSpace("shuffle", d.value, d.next(), block, d.random.nextBoolean()));
        }
        d.channels = 3;
        if (d.random.nextBoolean()) {
            d.affine(d.numbers(3, 2), d.numbers(3, 1));
        }
        if (d.random.nextBoolean()) {
            d.add(new Network.Clip("clip", d.value, d.next(), -2, 2));
        }
        return d.network();
    }

    private void something() {
        String before = value;
        int wide = channels;
        switch (random.nextInt(9)) {
            case 0 -> convolve(4 + random.nextInt(40), 1 + 2 * random.nextInt(3), 1 + 2 * random.nextInt(3), 1);
            case 1 -> add(new Network.Relu("relu" + count, value, next()));
            case 2 -> add(new Network.PRelu("prelu" + count, value, next(),
                    numbers(random.nextBoolean() ? 1 : channels, 0.5f)));
            case 3 -> add(new Network.Clip("clip" + count, value, next(), -1, 2));
            case 4 -> affine(numbers(random.nextBoolean() ? 1 : channels, 1.5f),
                    numbers(random.nextBoolean() ? 1 : channels, 0.3f));
            case 5 -> {
                convolve(wide, 3, 3, 0.5f);
                add(new Network.Add("add" + count, random.nextBoolean() ? before : value, value, next()));
            }
            case 6 -> {
                convolve(wide, 3, 5, 0.5f);
                String branch = value;
                add(new Network.PRelu("prelu" + count, before, next(), numbers(wide, 0.5f)));
                add(random.nextBoolean() ? new Network.Subtract("sub" + count, branch, value, next())
                        : new Network.Subtract("sub" + count, value, branch, next()));
            }
            case 7 -> add(new Network.Add("double" + count, value, value, next()));
            default -> {
                convolve(4 * (2 + random.nextInt(6)), 3, 3, 1);
                add(new Network.DepthToSpace("inner" + count, value, next(), 2, random.nextBoolean()));
                channels /= 4;
            }
        }
    }

    private Network network() {
        return new Network("input", 3, List.copyOf(operations), value);
    }

    private void convolve(int out, int height, int width, float gain) {
        float[] weights = numbers(out * channels * height * width,
                gain * (float) Math.sqrt(6.0 / (channels * height * width)));
        add(new Network.Convolution("conv" + count, value, next(), channels, out, height, width, weights,
                numbers(out, 0.1f)));
        channels = out;
    }

    private void affine(float[] factors, float[] shifts) {
        add(new Network.Affine("affine" + count, value, next(), factors, shifts));
    }

    private void add(Operation operation) {
        operations.add(operation);
        value = operation.output();
    }

    private String next() {
        return "v" + count++;
    }

    private float[] numbers(int length, float size) {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = (2 * random.nextFloat() - 1) * size;
        }
        return numbers;
    }
}
