package dev.loupe.model.graph;

import dev.loupe.model.graph.Network.Add;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Other;
import dev.loupe.model.graph.Network.PRelu;
import dev.loupe.model.graph.Network.Subtract;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The channels of a network's values; makes sure that every operation gets as many as it has numbers for. */
final class Channels {
    private final Map<String, Integer> channels = new HashMap<>();

    Channels(Network network) throws BadGraph {
        channels.put(network.input(), network.channels());
        for (Operation operation : network.operations()) {
            channels.put(operation.output(), after(operation));
        }
    }

    /** 0 where an operation that Loupe does not know decides it. */
    int of(String value) {
        return channels.getOrDefault(value, 0);
    }

    private int after(Operation operation) throws BadGraph {
        List<String> inputs = Operations.inputs(operation);
        boolean open = operation instanceof Other each && (inputs.size() != 1 || !Views.isPointwise(each.kind()));
        int in = open ? 0 : of(inputs.get(0));
        if (operation instanceof Convolution each) {
            expect(operation, each.in(), in);
            return each.out();
        } else if (operation instanceof Affine each) {
            expect(operation, each.factors().length, in);
            expect(operation, each.shifts().length, in);
        } else if (operation instanceof PRelu each) {
            expect(operation, each.slopes().length, in);
        } else if (operation instanceof Add each) {
            same(operation, in, of(each.right()));
        } else if (operation instanceof Subtract each) {
            same(operation, in, of(each.right()));
        } else if (operation instanceof DepthToSpace each) {
            if (in % (each.block() * each.block()) != 0) {
                throw new BadGraph("its '" + each.output() + "' cannot spread " + in + " channels");
            }
            return in / (each.block() * each.block());
        }
        return in;
    }

    private static void expect(Operation operation, int numbers, int channels) throws BadGraph {
        if (numbers != 1 || operation instanceof Convolution) {
            same(operation, numbers, channels);
        }
    }

    private static void same(Operation operation, int one, int other) throws BadGraph {
        if (one != other && one != 0 && other != 0) {
            throw new BadGraph("its '" + operation.output() + "' is made for " + one + " channels and gets " + other);
        }
    }
}
