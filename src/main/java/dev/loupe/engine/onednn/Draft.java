package dev.loupe.engine.onednn;

import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Operations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain while it is being written: its steps, its tensors, which of the network's values each tensor is by now, and
 * how many operations read that value. Not thread-safe.
 */
final class Draft {
    final List<Tensor> tensors = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    private final Map<String, Integer> named = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<Integer, Integer> usesOfTensor = new HashMap<>();

    Draft(Network network) {
        network.operations().forEach(operation -> Operations.inputs(operation)
                .forEach(name -> uses.merge(name, 1, Integer::sum)));
        uses.merge(network.output(), 1, Integer::sum);
    }

    /** A new tensor for the value {@code name}. */
    int define(String name, int channels, int zoom) {
        tensors.add(Tensor.real(tensors.size(), channels, zoom));
        alias(name, tensors.size() - 1);
        return tensors.size() - 1;
    }

    /** From now on {@code tensor} is the value {@code name}. */
    void alias(String name, int tensor) {
        named.put(name, tensor);
        usesOfTensor.put(tensor, uses.getOrDefault(name, 0));
    }

    /** What the value {@code name} is that {@code node} reads. */
    Tensor read(String name, String node) throws Unsupported {
        Integer id = named.get(name);
        if (id == null) {
            throw new Unsupported("nothing makes the value " + name + " that " + node + " reads");
        }
        return tensors.get(id);
    }

    int entrance(Network network) {
        return named.get(network.input());
    }

    /** Whether one operation alone reads what is in this tensor now. */
    boolean readOnce(int tensor) {
        return usesOfTensor.get(tensor) == 1;
    }

    /** The step that makes this tensor; null for the network's input. */
    Step producer(int tensor) {
        return steps.stream().filter(step -> step.output() == tensor).findFirst().orElse(null);
    }

    /** Makes {@code post} the last thing that {@code step} does; scales and shifts go into its weights if they can. */
    void append(Step step, Post post) {
        boolean folds = step.posts().isEmpty() && post instanceof Post.Linear;
        steps.set(steps.indexOf(step), folds && step instanceof Step.Convolve c
                ? new Step.Convolve(c.node(), c.input(), c.output(), c.weights().then((Post.Linear) post), List.of())
                : step.then(post));
    }

    /** Takes out every step whose work nobody reads, {@code result} apart. */
    void removeUnread(int result) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            int made = steps.get(i).output();
            boolean read = steps.stream().flatMap(step -> step.reads().stream()).anyMatch(r -> r.tensor() == made);
            if (made != result && !read) {
                steps.remove(i);
            }
        }
    }
}
