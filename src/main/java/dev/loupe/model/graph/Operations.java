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
import java.util.List;

/** The questions asked of any operation. */
public final class Operations {
    private Operations() {}

    /** The values it reads, in order. */
    public static List<String> inputs(Operation operation) {
        if (operation instanceof Add add) {
            return List.of(add.left(), add.right());
        } else if (operation instanceof Subtract subtract) {
            return List.of(subtract.left(), subtract.right());
        } else if (operation instanceof Other other) {
            return other.inputs();
        }
        return List.of(input(operation));
    }

    private static String input(Operation operation) {
        if (operation instanceof Convolution each) {
            return each.input();
        } else if (operation instanceof Relu each) {
            return each.input();
        } else if (operation instanceof PRelu each) {
            return each.input();
        } else if (operation instanceof Affine each) {
            return each.input();
        } else if (operation instanceof DepthToSpace each) {
            return each.input();
        } else if (operation instanceof Clip each) {
            return each.input();
        }
        throw new IllegalArgumentException("no single input: " + operation);
    }
}
