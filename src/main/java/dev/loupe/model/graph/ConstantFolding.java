package dev.loupe.model.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Works out, once, what does not depend on the picture. */
final class ConstantFolding {
    private static final int MAX_RANK = 8;

    private final Map<String, Tensor> constants;

    private ConstantFolding(Map<String, Tensor> constants) {
        this.constants = constants;
    }

    /** The sorted nodes that are left, and all constants. */
    static RawGraph fold(RawGraph sorted) {
        ConstantFolding folding = new ConstantFolding(new HashMap<>(sorted.constants()));
        List<Node> left = new ArrayList<>();
        for (Node node : sorted.nodes()) {
            Tensor value = folding.value(node);
            if (value == null) {
                left.add(node);
            } else {
                folding.constants.put(node.output(), value);
            }
        }
        return sorted.with(left, folding.constants);
    }

    /** Null where the value depends on the picture, or its operation is none of these few. */
    private Tensor value(Node node) {
        List<Tensor> inputs = new ArrayList<>();
        for (String input : node.inputs()) {
            Tensor tensor = constants.get(input);
            if (tensor == null) {
                return null;
            }
            inputs.add(tensor);
        }
        return switch (node.kind()) {
            case "Identity", "Dropout" -> inputs.size() == 1 ? inputs.get(0) : null;
            case "Reshape" -> inputs.size() == 2 ? reshape(inputs.get(0), inputs.get(1)) : null;
            case "Unsqueeze" -> inputs.isEmpty() ? null : unsqueeze(node, inputs);
            case "Dequantize" -> inputs.size() == 3 ? dequantize(node, inputs) : null;
            case "Neg" -> inputs.size() == 1 ? elementwise(node, Tensor.scalar(0), inputs.get(0)) : null;
            case "Add", "Sub", "Mul", "Div" ->
                inputs.size() == 2 ? elementwise(node, inputs.get(0), inputs.get(1)) : null;
            default -> null;
        };
    }

    private static Tensor reshape(Tensor data, Tensor wanted) {
        int[] shape = new int[wanted.values().length];
        int open = -1;
        long known = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = (int) wanted.values()[i];
            if (shape[i] == 0 && i < data.shape().length) {
                shape[i] = data.shape()[i];
            }
            if (shape[i] < 0) {
                open = i;
            } else {
                known = Math.min(known * shape[i], Integer.MAX_VALUE);
            }
        }
        if (open >= 0) {
            if (known == 0) {
                return null;
            }
            shape[open] = (int) (data.values().length / known);
            known *= shape[open];
        }
        return known == data.values().length ? new Tensor(shape, data.values()) : null;
    }

    private static Tensor unsqueeze(Node node, List<Tensor> inputs) {
        int[] axes = inputs.size() > 1 ? ints(inputs.get(1)) : node.integers("axes");
        if (axes.length > MAX_RANK) {
            return null;
        }
        List<Integer> shape = new ArrayList<>(Arrays.stream(inputs.get(0).shape()).boxed().toList());
        int rank = shape.size() + axes.length;
        int[] sorted = Arrays.stream(axes).map(axis -> axis < 0 ? axis + rank : axis).sorted().toArray();
        for (int axis : sorted) {
            if (axis < 0 || axis > shape.size()) {
                return null;
            }
            shape.add(axis, 1);
        }
        return new Tensor(shape.stream().mapToInt(Integer::intValue).toArray(), inputs.get(0).values());
    }

    static int[] ints(Tensor tensor) {
        int[] result = new int[tensor.values().length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (int) tensor.values()[i];
        }
        return result;
    }

    /** TensorFlow's MIN_FIRST for unsigned bytes: the minimum lies on the grid of steps, so that zero is exact. */
    private static Tensor dequantize(Node node, List<Tensor> inputs) {
        if (!node.text("mode", "").equals("MIN_FIRST") || !inputs.get(1).isScalar() || !inputs.get(2).isScalar()) {
            return null;
        }
        float min = inputs.get(1).values()[0];
        float step = (inputs.get(2).values()[0] - min) / 255;
        float first = step == 0 ? min : Math.round(min / step) * step;
        float[] values = inputs.get(0).values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * step + first;
        }
        return new Tensor(inputs.get(0).shape(), values);
    }

    private static Tensor elementwise(Node node, Tensor left, Tensor right) {
        boolean same = Arrays.equals(left.shape(), right.shape());
        boolean empty = left.values().length == 0 || right.values().length == 0;
        if (empty || !same && !left.isScalar() && !right.isScalar()) {
            return null;
        }
        boolean leftIsLarger = left.values().length == right.values().length
                ? left.shape().length > right.shape().length : left.values().length > right.values().length;
        Tensor larger = leftIsLarger ? left : right;
        float[] values = new float[larger.values().length];
        for (int i = 0; i < values.length; i++) {
            float a = left.values()[left.isScalar() ? 0 : i];
            float b = right.values()[right.isScalar() ? 0 : i];
            values[i] = switch (node.kind()) {
                case "Add" -> a + b;
                case "Mul" -> a * b;
                case "Div" -> a / b;
                default -> a - b;
            };
        }
        return new Tensor(larger.shape(), values);
    }
}
