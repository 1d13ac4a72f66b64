package dev.loupe.model.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads ONNX models; the field numbers are those of onnx.proto. */
final class OnnxFile {
    private final TensorReader tensors = new TensorReader();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Tensor> constants = new HashMap<>();
    private final Map<String, Integer> inputs = new LinkedHashMap<>();
    private final List<String> outputs = new ArrayList<>();

    static RawGraph read(byte[] bytes) throws IOException {
        OnnxFile file = new OnnxFile();
        Wire.read(bytes, field -> {
            if (field.number() == 7) {
                field.message(file::graphField);
            }
        });
        file.inputs.keySet().removeAll(file.constants.keySet());
        return new RawGraph(Layout.NCHW, file.nodes, file.constants, file.inputs, file.outputs);
    }

    private void graphField(Wire.Field field) throws IOException {
        switch (field.number()) {
            case 1 -> node(field);
            case 5 -> constant(tensors.onnx(field));
            case 11 -> valueInfo(field, inputs);
            case 12 -> {
                Map<String, Integer> output = new LinkedHashMap<>();
                valueInfo(field, output);
                outputs.addAll(output.keySet());
            }
            default -> { }
        }
    }

    private void constant(TensorReader.Named constant) {
        if (constant.tensor() != null) {
            constants.put(constant.name(), constant.tensor());
        }
    }

    private void node(Wire.Field field) throws IOException {
        List<String> from = new ArrayList<>();
        List<String> to = new ArrayList<>();
        Map<String, Object> attributes = new HashMap<>();
        String[] texts = {"", "", ""};
        field.message(part -> {
            switch (part.number()) {
                case 1 -> from.add(part.text());
                case 2 -> to.add(part.text());
                case 3 -> texts[0] = part.text();
                case 4 -> texts[1] = part.text();
                case 5 -> attribute(part, attributes);
                case 7 -> texts[2] = part.text();
                default -> { }
            }
        });
        String kind = texts[2].isEmpty() || texts[2].equals("ai.onnx") ? texts[1] : texts[2] + "." + texts[1];
        if (to.isEmpty() || to.get(0).isEmpty()) {
            throw new BadGraph("a node of kind '" + kind + "' makes nothing");
        }
        Object value = attributes.get("value");
        if (kind.equals("Constant") && value instanceof Tensor tensor) {
            constants.put(to.get(0), tensor);
        } else if (kind.equals("Constant") && attributes.get("value_float") instanceof Float number) {
            constants.put(to.get(0), Tensor.scalar(number));
        } else {
            nodes.add(new Node(texts[0], kind, texts[1], List.copyOf(from), List.copyOf(to), Map.copyOf(attributes)));
        }
    }

    private void attribute(Wire.Field field, Map<String, Object> attributes) throws IOException {
        String[] name = {""};
        Object[] value = {null};
        Numbers floats = new Numbers();
        Numbers integers = new Numbers();
        field.message(part -> {
            switch (part.number()) {
                case 1 -> name[0] = part.text();
                case 2 -> value[0] = part.number32();
                case 3 -> value[0] = part.integer();
                case 4 -> value[0] = part.text();
                case 5 -> value[0] = tensors.onnx(part).tensor();
                case 7 -> part.floats(floats::add);
                case 8 -> part.integers(integers::add);
                default -> { }
            }
        });
        if (value[0] == null && floats.size() > 0) {
            value[0] = floats.toFloats();
        } else if (value[0] == null && integers.size() > 0) {
            value[0] = integers.toInts();
        }
        if (value[0] != null) {
            attributes.put(name[0], value[0]);
        }
    }

    /** Puts the name of a ValueInfoProto and its second dimension, the channels, 0 where that is not a number. */
    private static void valueInfo(Wire.Field field, Map<String, Integer> values) throws IOException {
        String[] name = {""};
        Numbers shape = new Numbers();
        field.message(info -> {
            if (info.number() == 1) {
                name[0] = info.text();
            } else if (info.number() == 2) {
                info.message(type -> {
                    if (type.number() == 1) {
                        type.message(tensor -> tensorShape(tensor, shape));
                    }
                });
            }
        });
        values.put(name[0], shape.size() == 4 ? (int) Math.max(0, shape.get(1)) : 0);
    }

    private static void tensorShape(Wire.Field tensorType, Numbers shape) throws IOException {
        if (tensorType.number() != 2) {
            return;
        }
        tensorType.message(dimensions -> {
            if (dimensions.number() == 1) {
                double[] side = {0};
                dimensions.message(part -> {
                    if (part.number() == 1) {
                        side[0] = part.integer();
                    }
                });
                shape.add(side[0]);
            }
        });
    }
}
