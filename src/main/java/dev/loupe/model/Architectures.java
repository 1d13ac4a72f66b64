package dev.loupe.model;

import dev.loupe.model.Model.Architecture;
import dev.loupe.model.graph.EdsrTrunk;
import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Network.Add;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.PRelu;

/** Tells the known networks by what they are made of. */
final class Architectures {
    private Architectures() {}

    static Architecture of(Network network) {
        if (network.channels() == 3 && EdsrTrunk.find(network).isPresent()) {
            return Architecture.EDSR;
        }
        if (network.channels() != 1 || count(network, DepthToSpace.class) == 0) {
            return Architecture.GENERIC;
        }
        long onInput = network.operations().stream()
                .filter(operation -> operation instanceof Convolution conv && conv.input().equals(network.input()))
                .count();
        long sums = count(network, Add.class);
        if (onInput > 1 && sums > 0) {
            return Architecture.LAPSRN;
        }
        if (onInput != 1 || sums > 0) {
            return Architecture.GENERIC;
        }
        return count(network, PRelu.class) > 0 ? Architecture.FSRCNN : Architecture.ESPCN;
    }

    private static long count(Network network, Class<?> kind) {
        return network.operations().stream().filter(kind::isInstance).count();
    }
}
