package dev.loupe.model.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the nodes that some outputs need in an order of execution, and leaves the others out. */
final class Sorting {
    private final RawGraph graph;
    private final Map<String, Node> makers = new HashMap<>();
    private final Set<Node> begun = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Node> done = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Node> sorted = new ArrayList<>();

    private Sorting(RawGraph graph) {
        this.graph = graph;
    }

    static List<Node> sort(RawGraph graph, Collection<String> outputs) throws BadGraph {
        Sorting sorting = new Sorting(graph);
        for (Node node : graph.nodes()) {
            for (String value : node.outputs()) {
                if (!value.isEmpty() && sorting.makers.put(value, node) != null) {
                    throw new BadGraph("two of its nodes make '" + value + "'");
                }
            }
        }
        for (String output : outputs) {
            Node node = sorting.maker(output);
            if (node != null) {
                sorting.visit(node);
            }
        }
        return sorting.sorted;
    }

    /** Depth first without recursion: a file may hold a chain of any length. */
    private void visit(Node last) throws BadGraph {
        Deque<Node> path = new ArrayDeque<>();
        path.push(last);
        while (!path.isEmpty()) {
            Node node = path.peek();
            if (done.contains(node)) {
                path.pop();
            } else if (begun.add(node)) {
                for (String input : node.inputs()) {
                    push(maker(input), path);
                }
            } else {
                path.pop();
                done.add(node);
                sorted.add(node);
            }
        }
    }

    private void push(Node node, Deque<Node> path) throws BadGraph {
        if (node == null || done.contains(node)) {
            return;
        }
        if (begun.contains(node)) {
            throw new BadGraph("its node '" + node.output() + "' needs its own result");
        }
        path.push(node);
    }

    /** Null for what no node makes: a constant, the picture, or an optional input left out. */
    private Node maker(String value) throws BadGraph {
        Node node = makers.get(value);
        if (node == null && !value.isEmpty() && !graph.constants().containsKey(value)
                && !graph.inputs().containsKey(value)) {
            throw new BadGraph("its value '" + value + "' is made by nothing; is the file cut off?");
        }
        return node;
    }
}
