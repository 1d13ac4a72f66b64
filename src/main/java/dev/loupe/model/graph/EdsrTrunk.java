package dev.loupe.model.graph;

import dev.loupe.model.graph.Network.Add;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Relu;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The body of an EDSR: a head, residual blocks of convolution, rectifier and convolution, one convolution more, and the
 * head's features added again.
 *
 * @param blocks in order; residual scaling is part of their second convolution
 * @param features name of the value that is the result
 */
public record EdsrTrunk(Convolution head, List<Block> blocks, Convolution body, String features) {
    /** {@code x + second(relu(first(x)))}. */
    public record Block(Convolution first, Convolution second) {}

    /** Empty where the network holds no such trunk. */
    public static Optional<EdsrTrunk> find(Network network) {
        Map<String, Operation> makers = new HashMap<>();
        network.operations().forEach(operation -> makers.put(operation.output(), operation));
        for (Operation operation : network.operations()) {
            if (operation instanceof Add add) {
                EdsrTrunk trunk = trunk(add.left(), add.right(), add.output(), makers);
                trunk = trunk == null ? trunk(add.right(), add.left(), add.output(), makers) : trunk;
                if (trunk != null) {
                    return Optional.of(trunk);
                }
            }
        }
        return Optional.empty();
    }

    private static EdsrTrunk trunk(String start, String end, String features, Map<String, Operation> makers) {
        if (!(makers.get(start) instanceof Convolution head) || !(makers.get(end) instanceof Convolution body)) {
            return null;
        }
        Deque<Block> blocks = new ArrayDeque<>();
        String value = body.input();
        while (!value.equals(start)) {
            if (!(makers.get(value) instanceof Add add)) {
                return null;
            }
            Block block = block(add.left(), add.right(), makers);
            String before = add.left();
            if (block == null) {
                block = block(add.right(), add.left(), makers);
                before = add.right();
            }
            if (block == null) {
                return null;
            }
            blocks.addFirst(block);
            value = before;
        }
        return blocks.isEmpty() ? null : new EdsrTrunk(head, List.copyOf(blocks), body, features);
    }

    private static Block block(String before, String branch, Map<String, Operation> makers) {
        return makers.get(branch) instanceof Convolution second
                && makers.get(second.input()) instanceof Relu relu
                && makers.get(relu.input()) instanceof Convolution first
                && first.input().equals(before) ? new Block(first, second) : null;
    }
}
