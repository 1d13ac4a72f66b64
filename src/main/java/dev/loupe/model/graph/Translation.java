package dev.loupe.model.graph;

import dev.loupe.model.graph.Network.Clip;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Other;
import dev.loupe.model.graph.Network.PRelu;
import dev.loupe.model.graph.Network.Relu;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says the nodes of a file in the words of {@link Network}, one by one; what it has none for becomes {@link Other}. */
final class Translation {
    private static final Set<String> ARITHMETIC = Set.of("Add", "Sum", "BiasAdd", "Sub", "Mul", "Div");
    private static final int FLOAT = 1;

    private final RawGraph graph;
    private final Values values;
    private final Arithmetic arithmetic;
    private final List<Operation> operations = new ArrayList<>();

    private Translation(RawGraph graph) {
        this.graph = graph;
        this.values = new Values(graph);
        this.arithmetic = new Arithmetic(values);
    }

    /** @param graph sorted for that output, its constants folded */
    static Network translate(RawGraph graph, String output) throws BadGraph {
        if (graph.inputs().size() != 1) {
            throw new BadGraph("it takes " + graph.inputs().size() + " inputs " + graph.inputs().keySet()
                    + "; one picture is expected");
        }
        Translation translation = new Translation(graph);
        for (Node node : graph.nodes()) {
            translation.add(node);
        }
        if (translation.operations.isEmpty()) {
            throw new BadGraph("it does nothing to its input");
        }
        String input = graph.inputs().keySet().iterator().next();
        List<Operation> operations = List.copyOf(translation.operations);
        return new Network(input, translation.channels(input), operations, translation.values.resolve(output));
    }

    /** The file may leave them open: then the first convolution says it. */
    private int channels(String input) {
        return operations.stream()
                .filter(operation -> operation instanceof Convolution conv && conv.input().equals(input))
                .mapToInt(operation -> ((Convolution) operation).in())
                .findFirst().orElse(values.channels(input));
    }

    private void add(Node node) throws BadGraph {
        if (isAlias(node)) {
            values.alias(node.output(), values.input(node, 0));
            return;
        }
        Operation operation = operation(node);
        if (operation != null) {
            operations.add(operation);
            return;
        }
        List<String> inputs = values.computed(node);
        if (inputs.size() == 1 && Views.isPointwise(node.kind())) {
            values.know(node.output(), values.channels(inputs.get(0)));
        }
        node.outputs().stream().filter(output -> !output.isEmpty())
                .forEach(output -> operations.add(new Other(node.name(), node.fileKind(), inputs, output)));
    }

    private boolean isAlias(Node node) {
        return switch (node.kind()) {
            case "Identity", "Dropout" -> true;
            case "Cast" -> node.integer("to", 0) == FLOAT;
            case "Transpose" -> graph.layout().isRelayout(graph.permutation(node));
            default -> false;
        };
    }

    /** Null where {@link Network} has no word for it. */
    private Operation operation(Node node) throws BadGraph {
        Operation operation;
        if (ARITHMETIC.contains(node.kind())) {
            operation = arithmetic.binary(node);
        } else if (values.constant(node, 0) == null) {
            operation = unary(node);
        } else {
            return null;
        }
        if (operation != null && values.channels(node.output()) == 0) {
            String like = values.input(node, values.constant(node, 0) == null ? 0 : 1);
            values.know(node.output(), values.channels(like));
        }
        return operation;
    }

    private Operation unary(Node node) throws BadGraph {
        String in = values.input(node, 0);
        String out = node.output();
        return switch (node.kind()) {
            case "Conv" -> convolution(node);
            case "Relu" -> new Relu(node.name(), in, out);
            case "LeakyRelu" -> new PRelu(node.name(), in, out, new float[] {node.number("alpha", 0.01f)});
            case "PRelu" -> {
                float[] slopes = values.perChannel(node, 1, in);
                yield slopes == null ? null : new PRelu(node.name(), in, out, slopes);
            }
            case "Relu6" -> new Clip(node.name(), in, out, 0, 6);
            case "Neg" -> arithmetic.negated(node);
            case "BatchNormalization" -> arithmetic.normalised(node);
            case "Clip", "Min", "Max" -> arithmetic.clipped(node);
            case "DepthToSpace" -> depthToSpace(node);
            default -> null;
        };
    }

    private Operation convolution(Node node) throws BadGraph {
        Layout layout = graph.layout();
        Tensor weights = values.constant(node, 1);
        Window window = Window.of(node, weights, layout);
        float[] bias = node.input(2).isEmpty() ? new float[] {0} : values.vector(node, 2);
        if (window == null || !window.isNetworkConvolution() || bias == null) {
            return null;
        }
        int in = layout.in(weights);
        int out = layout.out(weights);
        int given = values.channels(values.input(node, 0));
        expect(node, in > 0 && out > 0 && (given == 0 || given == in), "takes " + in + " channels and gets " + given);
        expect(node, bias.length == out || bias.length == 1, "has " + bias.length + " biases for " + out + " channels");
        values.know(node.output(), out);
        values.convolved(node.output());
        return new Convolution(node.name(), values.input(node, 0), node.output(), in, out, layout.kernelHeight(weights),
                layout.kernelWidth(weights), layout.weights(weights), Vectors.spread(bias, out));
    }

    private Operation depthToSpace(Node node) throws BadGraph {
        long block = node.integer("blocksize", 0);
        expect(node, block >= 1 && block <= 64, "has a block of " + block + " pixels");
        int in = values.channels(values.input(node, 0));
        expect(node, in % (block * block) == 0,
                "cannot spread " + in + " channels over " + block + "x" + block + " pixels");
        values.know(node.output(), (int) (in / (block * block)));
        return new DepthToSpace(node.name(), values.input(node, 0), node.output(), (int) block,
                node.text("mode", "DCR").equals("DCR"));
    }

    private static void expect(Node node, boolean condition, String otherwise) throws BadGraph {
        if (!condition) {
            throw new BadGraph("its " + node.fileKind() + " '" + node.output() + "' " + otherwise);
        }
    }
}
