package dev.loupe.model.graph;

import java.util.List;
import java.util.Map;

/**
 * A node as it stands in a file, its kind and attributes in ONNX's words whichever file it came from.
 *
 * @param name may be empty in ONNX
 * @param fileKind the kind in the file's own words
 * @param inputs names of values; empty where an optional input is left out
 * @param attributes {@code Long}, {@code Float}, {@code String}, {@code int[]}, {@code float[]} or {@link Tensor}
 */
record Node(
        String name, String kind, String fileKind, List<String> inputs, List<String> outputs,
        Map<String, Object> attributes) {

    String output() {
        return outputs.get(0);
    }

    Node with(List<String> otherOutputs) {
        return new Node(name, kind, fileKind, inputs, otherOutputs, attributes);
    }

    /** The name of that input, empty where there is none. */
    String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    long integer(String attribute, long otherwise) {
        return attributes.get(attribute) instanceof Long value ? value : otherwise;
    }

    float number(String attribute, float otherwise) {
        return attributes.get(attribute) instanceof Float value ? value : otherwise;
    }

    String text(String attribute, String otherwise) {
        return attributes.get(attribute) instanceof String value ? value : otherwise;
    }

    int[] integers(String attribute, int... otherwise) {
        return attributes.get(attribute) instanceof int[] values ? values : otherwise;
    }
}
