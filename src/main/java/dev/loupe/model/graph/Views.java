package dev.loupe.model.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Follows the picture through a graph: how large each value is, and how far each of its pixels sees. */
final class Views {
    /** Operations that look at one pixel at a time. */
    private static final Set<String> POINTWISE = Set.of(
            "Relu", "PRelu", "LeakyRelu", "Elu", "Selu", "Celu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Clip",
            "Relu6", "Abs", "Neg", "Exp", "Sqrt", "Pow", "Erf", "Softplus", "Gelu", "Mish", "BatchNormalization",
            "BiasAdd", "Cast", "Identity", "Dropout", "Add", "Sub", "Mul", "Div", "Max", "Min", "Sum");
    private static final Set<String> WHOLE_PICTURE = Set.of(
            "GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "ReduceMax", "InstanceNormalization",
            "LayerNormalization", "Softmax", "MatMul", "Gemm", "Mean");

    private final RawGraph graph;
    private final Map<String, View> views = new HashMap<>();

    /** @param graph sorted, its constants folded */
    Views(RawGraph graph) {
        this.graph = graph;
        graph.inputs().keySet().forEach(input -> views.put(input, View.PICTURE));
        for (Node node : graph.nodes()) {
            View view = view(node);
            if (view != null) {
                node.outputs().forEach(output -> views.put(output, view));
            }
        }
    }

    /** Whether an operation of that kind looks at one pixel at a time and keeps its channels. */
    static boolean isPointwise(String kind) {
        return POINTWISE.contains(kind);
    }

    /** Null for a value that does not depend on the picture. */
    View of(String value) {
        return views.get(value);
    }

    private View view(Node node) {
        View seen = null;
        for (String input : node.inputs()) {
            View view = views.get(input);
            if (view != null) {
                seen = seen == null ? view : seen.joined(view);
            }
        }
        if (seen == null || seen.unknown() != null || POINTWISE.contains(node.kind())) {
            return seen;
        }
        if (WHOLE_PICTURE.contains(node.kind())) {
            return View.unknown("its operation " + node.fileKind()
                    + " looks at the whole picture at once, so that tiles would not equal the whole");
        }
        return moved(node, seen);
    }

    private View moved(Node node, View seen) {
        return switch (node.kind()) {
            case "Conv" -> {
                Window window = Window.of(node, graph.constants().get(node.input(1)), graph.layout());
                yield window == null ? notKnown(node) : window.over(seen);
            }
            case "ConvTranspose" -> transposed(node, seen);
            case "DepthToSpace" -> seen.enlarged(Math.max(1, node.integer("blocksize", 1)));
            case "Resize", "Upsample" -> resized(node, seen);
            case "Pad" -> padded(node, seen);
            case "Concat", "Split" -> {
                int axis = Math.floorMod(node.integer("axis", 0), 4);
                yield axis == graph.layout().channelAxis() ? seen : notKnown(node);
            }
            case "Transpose" -> graph.layout().isRelayout(graph.permutation(node)) ? seen : notKnown(node);
            default -> notKnown(node);
        };
    }

    private static View notKnown(Node node) {
        return View.unknown("its operation " + node.fileKind() + " is not known to Loupe");
    }

    private View transposed(Node node, View seen) {
        Tensor weights = graph.constants().get(node.input(1));
        int[] strides = node.integers("strides", 1, 1);
        int[] pads = node.integers("pads", 0, 0, 0, 0);
        int[] extra = node.integers("output_padding", 0, 0);
        boolean plain = weights != null && weights.shape().length == 4 && graph.layout() == Layout.NCHW
                && strides.length == 2 && strides[0] == strides[1] && strides[0] >= 1 && pads.length == 4
                && extra.length == 2 && node.text("auto_pad", "NOTSET").equals("NOTSET")
                && weights.shape()[2] == weights.shape()[3] && pads[0] == pads[1] && pads[2] == pads[3]
                && extra[0] == extra[1];
        if (!plain) {
            return notKnown(node);
        }
        int kernel = weights.shape()[2];
        int stride = strides[0];
        View reached = seen.reaching(
                Math.max(0, Math.ceil((kernel - 1.0 - pads[0]) / stride)), Math.ceil((double) pads[0] / stride));
        return reached.enlarged(stride).grown(kernel - stride - pads[0] - pads[2] + extra[0]);
    }

    private View resized(Node node, View seen) {
        Tensor factors = graph.constants().get(node.input(node.kind().equals("Resize") ? 2 : 1));
        float[] sides = factors == null ? new float[0] : factors.values();
        if (graph.layout() != Layout.NCHW || sides.length != 4 || sides[0] != 1 || sides[1] != 1
                || sides[2] != sides[3] || sides[2] < 1 || sides[2] != Math.rint(sides[2])) {
            return View.unknown("it resizes by something else than a fixed whole number");
        }
        int reach = switch (node.text("mode", "nearest")) {
            case "nearest" -> 1;
            case "linear" -> 1;
            default -> 2;
        };
        return seen.reaching(reach, reach).enlarged(sides[2]);
    }

    private View padded(Node node, View seen) {
        Tensor given = graph.constants().get(node.input(1));
        int[] pads = given == null ? node.integers("pads") : ConstantFolding.ints(given);
        boolean plain = graph.layout() == Layout.NCHW && pads.length == 8 && pads[0] == 0 && pads[1] == 0
                && pads[4] == 0 && pads[5] == 0 && pads[2] == pads[3] && pads[6] == pads[7];
        return plain ? seen.reaching(pads[2], -pads[2]).grown(pads[2] + pads[6]) : notKnown(node);
    }
}
