package dev.loupe.model.graph;

import dev.loupe.model.graph.Network.Operation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies {@link Rules} until nothing changes, and drops what nobody uses any more. */
final class Rewriting {
    private final Map<String, Operation> makers = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();

    private Rewriting(Network network) {
        for (Operation operation : network.operations()) {
            makers.put(operation.output(), operation);
            Operations.inputs(operation).forEach(input -> uses.merge(input, 1, Integer::sum));
        }
        uses.merge(network.output(), 1, Integer::sum);
    }

    static Network rewrite(Network network) {
        Network current = withoutUnused(network);
        for (boolean changed = true; changed; ) {
            Rewriting rewriting = new Rewriting(current);
            List<Operation> operations = new ArrayList<>();
            for (Operation operation : current.operations()) {
                Operation better = Rules.better(operation, rewriting);
                rewriting.makers.put(better.output(), better);
                operations.add(better);
            }
            changed = !operations.equals(current.operations());
            current = withoutUnused(new Network(current.input(), current.channels(), operations, current.output()));
        }
        return current;
    }

    /** Null for the picture itself. */
    Operation maker(String value) {
        return makers.get(value);
    }

    boolean isUsedOnce(String value) {
        return uses.getOrDefault(value, 0) == 1;
    }

    private static Network withoutUnused(Network network) {
        Rewriting index = new Rewriting(network);
        Set<String> used = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(network.output()));
        while (!open.isEmpty()) {
            String value = open.pop();
            Operation maker = index.maker(value);
            if (used.add(value) && maker != null) {
                Operations.inputs(maker).forEach(open::push);
            }
        }
        List<Operation> left = network.operations().stream().filter(each -> used.contains(each.output())).toList();
        return new Network(network.input(), network.channels(), left, network.output());
    }
}
