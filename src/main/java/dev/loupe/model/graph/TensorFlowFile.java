package dev.loupe.model.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads frozen TensorFlow graphs (GraphDef), such as OpenCV's {@code dnn_superres} models. */
final class TensorFlowFile {
    /** TensorFlow's words for operations that ONNX names otherwise. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("Conv2D", "Conv"),
            Map.entry("AddV2", "Add"),
            Map.entry("AddN", "Sum"),
            Map.entry("RealDiv", "Div"),
            Map.entry("Maximum", "Max"),
            Map.entry("Minimum", "Min"),
            Map.entry("StopGradient", "Identity"),
            Map.entry("PlaceholderWithDefault", "Identity"));

    private final TensorReader tensors = new TensorReader();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> constants = new HashMap<>();
    private final Map<String, Integer> inputs = new LinkedHashMap<>();

    static RawGraph read(byte[] bytes) throws IOException {
        TensorFlowFile file = new TensorFlowFile();
        Wire.read(bytes, field -> {
            if (field.number() == 1) {
                file.node(field);
            }
        });
        return file.graph();
    }

    /** A node's further outputs ({@code name:1}) are known from those who use them; an unused node is an output. */
    private RawGraph graph() {
        Map<String, Set<String>> used = new HashMap<>();
        for (Node node : nodes) {
            for (String input : node.inputs()) {
                int colon = input.lastIndexOf(':');
                used.computeIfAbsent(colon < 0 ? input : input.substring(0, colon), any -> new TreeSet<>()).add(input);
            }
        }
        List<String> outputs = nodes.stream().map(Node::output).filter(value -> !used.containsKey(value)).toList();
        nodes.replaceAll(node -> {
            Set<String> values = new LinkedHashSet<>(node.outputs());
            values.addAll(used.getOrDefault(node.output(), Set.of()));
            return node.with(List.copyOf(values));
        });
        return new RawGraph(Layout.NHWC, nodes, constants, inputs, outputs);
    }

    private void node(Wire.Field field) throws IOException {
        String[] texts = {"", ""};
        List<String> from = new ArrayList<>();
        Map<String, Object> attributes = new HashMap<>();
        field.message(part -> {
            switch (part.number()) {
                case 1 -> texts[0] = part.text();
                case 2 -> texts[1] = part.text();
                case 3 -> input(part.text(), from);
                case 5 -> attribute(part, attributes);
                default -> { }
            }
        });
        String name = texts[0];
        String kind = texts[1];
        if (name.isEmpty()) {
            throw new BadGraph("a node of kind '" + kind + "' has no name");
        }
        if (kind.equals("Placeholder")) {
            int[] shape = attributes.get("shape") instanceof int[] sides ? sides : new int[0];
            inputs.put(name, shape.length == 4 ? Math.max(0, shape[3]) : 0);
        } else if (kind.equals("Const") && attributes.get("value") instanceof Tensor value) {
            constants.put(name, value);
        } else {
            nodes.add(new Node(name, KINDS.getOrDefault(kind, kind), kind, List.copyOf(from), List.of(name),
                    Map.copyOf(inOnnxWords(kind, attributes))));
        }
    }

    /** Drops control inputs ({@code ^name}); the first output of a node is named as the node. */
    private static void input(String text, List<String> from) {
        if (!text.startsWith("^")) {
            from.add(text.endsWith(":0") ? text.substring(0, text.length() - 2) : text);
        }
    }

    private void attribute(Wire.Field field, Map<String, Object> attributes) throws IOException {
        String[] name = {""};
        Object[] value = {null};
        field.message(part -> {
            if (part.number() == 1) {
                name[0] = part.text();
            } else if (part.number() == 2) {
                part.message(inner -> value(inner, value));
            }
        });
        if (value[0] != null) {
            attributes.put(name[0], value[0]);
        }
    }

    private void value(Wire.Field field, Object[] value) throws IOException {
        switch (field.number()) {
            case 1 -> {
                Numbers integers = new Numbers();
                field.message(list -> {
                    if (list.number() == 3) {
                        list.integers(integers::add);
                    }
                });
                value[0] = integers.toInts();
            }
            case 2 -> value[0] = field.text();
            case 3 -> value[0] = field.integer();
            case 4 -> value[0] = field.number32();
            case 7 -> {
                Numbers shape = new Numbers();
                TensorReader.tensorFlowShape(field, shape);
                value[0] = shape.toInts();
            }
            case 8 -> value[0] = tensors.tensorFlow(field);
            default -> { }
        }
    }

    private static Map<String, Object> inOnnxWords(String kind, Map<String, Object> attributes) {
        Map<String, Object> result = new HashMap<>(attributes);
        int rows = "NCHW".equals(attributes.get("data_format")) ? 2 : 1;
        for (String each : List.of("strides", "dilations")) {
            if (attributes.get(each) instanceof int[] sides && sides.length == 4) {
                result.put(each, new int[] {sides[rows], sides[rows + 1]});
            }
        }
        if (attributes.get("padding") instanceof String padding) {
            result.put("auto_pad", padding.equals("SAME") ? "SAME_UPPER" : padding);
        }
        if (attributes.get("block_size") instanceof Long block) {
            result.put("blocksize", block);
        }
        if (kind.equals("LeakyRelu") && !attributes.containsKey("alpha")) {
            result.put("alpha", 0.2f);
        }
        return result;
    }
}
