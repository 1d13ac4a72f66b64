package dev.loupe.model.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of the values of a graph while it is translated. */
final class Values {
    private final RawGraph graph;
    /** Values that are another value under a second name. */
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, Integer> channels = new HashMap<>();
    private final Set<String> convolved = new HashSet<>();

    Values(RawGraph graph) {
        this.graph = graph;
        graph.inputs().forEach(this::know);
    }

    void alias(String name, String value) {
        aliases.put(name, value);
    }

    String resolve(String value) {
        return aliases.getOrDefault(value, value);
    }

    String input(Node node, int index) {
        return resolve(node.input(index));
    }

    Tensor constant(Node node, int index) {
        return graph.constants().get(node.input(index));
    }

    /** The inputs that are no constants. */
    List<String> computed(Node node) {
        return node.inputs().stream()
                .filter(input -> !input.isEmpty() && !graph.constants().containsKey(input))
                .map(this::resolve).toList();
    }

    void convolved(String value) {
        convolved.add(value);
    }

    /** Whether the value is what a convolution makes, before anything else happens to it. */
    boolean isConvolved(String value) {
        return convolved.contains(value);
    }

    void know(String value, int count) {
        if (count > 0) {
            channels.put(value, count);
        }
    }

    /** 0 where it is not known. */
    int channels(String value) {
        return channels.getOrDefault(value, 0);
    }

    /** A constant that is one number per channel of {@code value}, or one for all; null where it is neither. */
    float[] perChannel(Node node, int index, String value) {
        Tensor tensor = constant(node, index);
        float[] vector = tensor == null ? null : graph.layout().perChannel(tensor);
        boolean fits = vector != null
                && (vector.length == 1 || channels(value) == 0 || vector.length == channels(value));
        return fits ? vector : null;
    }

    /** A constant with one axis, or one number; null where it is neither. */
    float[] vector(Node node, int index) {
        Tensor tensor = constant(node, index);
        return tensor != null && tensor.values().length > 0 && tensor.shape().length <= 1 ? tensor.values() : null;
    }
}
