package dev.loupe.model.graph;

import dev.loupe.model.graph.Network.Add;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Clip;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Other;
import dev.loupe.model.graph.Network.PRelu;
import dev.loupe.model.graph.Network.Relu;
import dev.loupe.model.graph.Network.Subtract;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** How much there is to compute in a network. */
public final class Cost {
    private Cost() {}

    /**
     * Multiply-adds of all convolutions per pixel of the input; empty where an operation that Loupe does not know may
     * hold some more.
     */
    public static OptionalLong multiplyAdds(Network network) {
        Map<String, Integer> pixels = new HashMap<>(Map.of(network.input(), 1));
        long sum = 0;
        for (Operation operation : network.operations()) {
            if (operation instanceof Other) {
                return OptionalLong.empty();
            }
            int each = pixels.get(input(operation));
            if (operation instanceof Convolution convolution) {
                sum += (long) each * convolution.weights().length;
            }
            pixels.put(operation.output(), operation instanceof DepthToSpace shuffle
                    ? each * shuffle.block() * shuffle.block() : each);
        }
        return OptionalLong.of(sum);
    }

    private static String input(Operation operation) {
        if (operation instanceof Convolution one) {
            return one.input();
        } else if (operation instanceof Relu one) {
            return one.input();
        } else if (operation instanceof PRelu one) {
            return one.input();
        } else if (operation instanceof Add one) {
            return one.left();
        } else if (operation instanceof Subtract one) {
            return one.left();
        } else if (operation instanceof Affine one) {
            return one.input();
        } else if (operation instanceof DepthToSpace one) {
            return one.input();
        } else if (operation instanceof Clip one) {
            return one.input();
        }
        throw new IllegalArgumentException(operation.toString());
    }
}
