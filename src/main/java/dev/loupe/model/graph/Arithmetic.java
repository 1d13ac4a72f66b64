package dev.loupe.model.graph;

import dev.loupe.model.graph.Network.Add;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Clip;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Subtract;

/** Translates sums, products and limits: with a constant they are {@link Affine} or {@link Clip}. */
final class Arithmetic {
    private static final float[] ONE = {1};
    private static final float[] ZERO = {0};

    private final Values values;

    Arithmetic(Values values) {
        this.values = values;
    }

    /** Null where {@link Network} has no word for it. */
    Operation binary(Node node) {
        if (node.inputs().size() != 2) {
            return null;
        }
        String first = values.input(node, 0);
        String second = values.input(node, 1);
        if (values.constant(node, 1) != null) {
            if (node.kind().equals("BiasAdd")) {
                return biased(node, first, values.vector(node, 1));
            }
            float[] right = values.perChannel(node, 1, first);
            return right == null ? null : withRight(node, first, right);
        }
        if (values.constant(node, 0) != null) {
            float[] left = values.perChannel(node, 0, second);
            return left == null ? null : withLeft(node, left, second);
        }
        boolean alike = values.channels(first) == values.channels(second);
        return switch (alike ? node.kind() : "") {
            case "Add", "Sum" -> new Add(node.name(), first, second, node.output());
            case "Sub" -> new Subtract(node.name(), first, second, node.output());
            default -> null;
        };
    }

    /** TensorFlow's bias is part of its convolution, which gives the two their name: so do OpenCV's importers. */
    private Operation biased(Node node, String value, float[] bias) {
        String name = values.isConvolved(value) ? value : node.name();
        return bias == null ? null : new Affine(name, value, node.output(), ONE, bias);
    }

    private static Operation withLeft(Node node, float[] left, String value) {
        String out = node.output();
        return switch (node.kind()) {
            case "Add", "Sum" -> new Affine(node.name(), value, out, ONE, left);
            case "Mul" -> new Affine(node.name(), value, out, left, ZERO);
            case "Sub" -> new Affine(node.name(), value, out, new float[] {-1}, left);
            default -> null;
        };
    }

    private static Operation withRight(Node node, String value, float[] right) {
        String out = node.output();
        return switch (node.kind()) {
            case "Mul" -> new Affine(node.name(), value, out, right, ZERO);
            case "Div" -> new Affine(node.name(), value, out, Vectors.each(right, number -> 1 / number), ZERO);
            case "Sub" -> new Affine(node.name(), value, out, ONE, Vectors.each(right, number -> -number));
            default -> new Affine(node.name(), value, out, ONE, right);
        };
    }

    Operation negated(Node node) {
        return new Affine(node.name(), values.input(node, 0), node.output(), new float[] {-1}, ZERO);
    }

    /** BatchNormalization with its numbers fixed: scale, shift, mean, variance. */
    Operation normalised(Node node) {
        float[][] parts = new float[4][];
        for (int i = 0; i < 4; i++) {
            parts[i] = values.vector(node, i + 1);
            if (parts[i] == null || parts[i].length != parts[0].length) {
                return null;
            }
        }
        float epsilon = node.number("epsilon", 1e-5f);
        float[] factors = Vectors.zip(parts[0], parts[3],
                (scale, variance) -> (float) (scale / Math.sqrt(variance + epsilon)));
        float[] moved = Vectors.zip(parts[2], factors, (mean, factor) -> mean * factor);
        float[] shifts = Vectors.zip(parts[1], moved, (shift, mean) -> shift - mean);
        return new Affine(node.name(), values.input(node, 0), node.output(), factors, shifts);
    }

    /** Clip, or Min and Max with one number. */
    Operation clipped(Node node) {
        float min = node.number("min", Float.NEGATIVE_INFINITY);
        float max = node.number("max", Float.POSITIVE_INFINITY);
        for (int i = 1; i < node.inputs().size(); i++) {
            Tensor limit = values.constant(node, i);
            boolean upper = node.kind().equals("Min") || node.kind().equals("Clip") && i == 2;
            if (node.input(i).isEmpty()) {
                continue;
            }
            if (limit == null || !limit.isScalar()) {
                return null;
            }
            min = upper ? min : limit.values()[0];
            max = upper ? limit.values()[0] : max;
        }
        return new Clip(node.name(), values.input(node, 0), node.output(), min, max);
    }
}
