package dev.loupe.model.graph;

import dev.loupe.model.graph.Network.Add;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Clip;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Other;
import dev.loupe.model.graph.Network.PRelu;
import dev.loupe.model.graph.Network.Relu;
import dev.loupe.model.graph.Network.Subtract;
import java.util.HashMap;
import java.util.Map;

/** Computes a network as its definition says it, slowly. */
public final class ReferenceNetwork {
    /** One picture: channels x height x width. */
    public record Planes(int channels, int height, int width, float[] values) {
        public static Planes of(int channels, int height, int width) {
            return new Planes(channels, height, width, new float[channels * height * width]);
        }

        /** Zero outside. */
        public float at(int channel, int y, int x) {
            boolean inside = y >= 0 && y < height && x >= 0 && x < width;
            return inside ? values[(channel * height + y) * width + x] : 0;
        }

        public void set(int channel, int y, int x, float value) {
            values[(channel * height + y) * width + x] = value;
        }
    }

    private interface Pixel {
        float of(int channel, float value);
    }

    private ReferenceNetwork() {}

    public static Planes run(Network network, Planes picture) {
        Map<String, Planes> values = new HashMap<>();
        values.put(network.input(), picture);
        for (Operation operation : network.operations()) {
            values.put(operation.output(), run(operation, values));
        }
        return values.get(network.output());
    }

    private static Planes run(Operation operation, Map<String, Planes> values) {
        Planes in = values.get(Operations.inputs(operation).get(0));
        if (operation instanceof Convolution each) {
            return convolve(each, in);
        } else if (operation instanceof Relu) {
            return map(in, (channel, value) -> Math.max(0, value));
        } else if (operation instanceof PRelu each) {
            return map(in, (channel, value) -> value < 0 ? value * Vectors.at(each.slopes(), channel) : value);
        } else if (operation instanceof Affine each) {
            return map(in, (channel, value) ->
                    value * Vectors.at(each.factors(), channel) + Vectors.at(each.shifts(), channel));
        } else if (operation instanceof Clip each) {
            return map(in, (channel, value) -> Math.max(each.min(), Math.min(each.max(), value)));
        } else if (operation instanceof Add each) {
            return zip(in, values.get(each.right()), 1);
        } else if (operation instanceof Subtract each) {
            return zip(in, values.get(each.right()), -1);
        } else if (operation instanceof DepthToSpace each) {
            return spread(each, in);
        } else if (operation instanceof Other each && each.kind().equals("Tanh")) {
            return map(in, (channel, value) -> (float) Math.tanh(value));
        }
        throw new IllegalArgumentException("cannot compute " + operation);
    }

    private static Planes convolve(Convolution conv, Planes in) {
        Planes out = Planes.of(conv.out(), in.height, in.width);
        int top = (conv.kernelHeight() - 1) / 2;
        int left = (conv.kernelWidth() - 1) / 2;
        for (int o = 0; o < conv.out(); o++) {
            for (int y = 0; y < in.height; y++) {
                for (int x = 0; x < in.width; x++) {
                    double sum = conv.bias()[o];
                    int weight = o * conv.in() * conv.kernelHeight() * conv.kernelWidth();
                    for (int i = 0; i < conv.in(); i++) {
                        for (int dy = 0; dy < conv.kernelHeight(); dy++) {
                            for (int dx = 0; dx < conv.kernelWidth(); dx++) {
                                sum += (double) conv.weights()[weight++] * in.at(i, y + dy - top, x + dx - left);
                            }
                        }
                    }
                    out.set(o, y, x, (float) sum);
                }
            }
        }
        return out;
    }

    private static Planes map(Planes in, Pixel pixel) {
        Planes out = Planes.of(in.channels, in.height, in.width);
        int area = in.height * in.width;
        for (int i = 0; i < out.values.length; i++) {
            out.values[i] = pixel.of(i / area, in.values[i]);
        }
        return out;
    }

    private static Planes zip(Planes left, Planes right, int sign) {
        Planes out = Planes.of(left.channels, left.height, left.width);
        for (int i = 0; i < out.values.length; i++) {
            out.values[i] = left.values[i] + sign * right.values[i];
        }
        return out;
    }

    private static Planes spread(DepthToSpace each, Planes in) {
        int block = each.block();
        int channels = in.channels / (block * block);
        Planes out = Planes.of(channels, in.height * block, in.width * block);
        for (int channel = 0; channel < channels; channel++) {
            for (int y = 0; y < out.height; y++) {
                for (int x = 0; x < out.width; x++) {
                    int phase = y % block * block + x % block;
                    int from = each.depthFirst() ? phase * channels + channel : channel * block * block + phase;
                    out.set(channel, y, x, in.at(from, y / block, x / block));
                }
            }
        }
        return out;
    }
}
