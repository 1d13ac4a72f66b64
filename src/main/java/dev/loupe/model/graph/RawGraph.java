package dev.loupe.model.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A graph as its file tells it.
 *
 * @param nodes in an order in which every input is made before it is used, once {@link Sorting} has seen to it
 * @param constants by the name of their value
 * @param inputs the graph's inputs and their channels, 0 where the file does not say
 * @param outputs the values the graph is for; empty in TensorFlow, where it is every value that nobody uses
 */
record RawGraph(
        Layout layout, List<Node> nodes, Map<String, Tensor> constants, Map<String, Integer> inputs,
        List<String> outputs) {

    RawGraph with(List<Node> otherNodes, Map<String, Tensor> otherConstants) {
        return new RawGraph(layout, otherNodes, otherConstants, inputs, outputs);
    }

    RawGraph withUsedInputs() {
        Map<String, Integer> used = new LinkedHashMap<>(inputs);
        used.keySet().retainAll(nodes.stream().flatMap(node -> node.inputs().stream()).collect(Collectors.toSet()));
        return new RawGraph(layout, nodes, constants, used, outputs);
    }

    /** The order of axes a Transpose makes; empty where the file does not fix it. */
    int[] permutation(Node node) {
        Tensor given = constants.get(node.input(1));
        return given == null ? node.integers("perm") : ConstantFolding.ints(given);
    }
}
