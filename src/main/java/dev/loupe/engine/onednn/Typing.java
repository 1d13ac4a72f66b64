package dev.loupe.engine.onednn;

import dev.loupe.engine.Precision;
import dev.loupe.engine.onednn.Step.Convert;
import dev.loupe.engine.onednn.Step.Convolve;
import dev.loupe.engine.onednn.Step.Pointwise;
import dev.loupe.engine.onednn.Step.Shuffle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives every tensor a type. The picture, the convolutions that read it and the result stay in f32. In int8 the last
 * convolutions ({@link Units#ends}) read bf16, the others integers; what is added to something else (the residual
 * stream) is never an integer.
 */
final class Typing {
    private final Chain chain;
    private final Precision precision;
    private final Type stream;
    private final Units units;
    private final Set<Integer> leadingToResult;
    private final Set<Integer> leadingToLast;
    private final List<Tensor> tensors;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Tensor, Integer> copies = new HashMap<>();

    private Typing(Chain chain, Precision precision, Type stream, Units units) {
        this.chain = chain;
        this.precision = precision;
        this.stream = stream;
        this.units = units;
        this.tensors = new ArrayList<>(chain.tensors());
        this.leadingToResult = leadingTo(Set.of(chain.result()));
        this.leadingToLast = last(units.ends());
    }

    /**
     * The chain with types, and with conversions where a step needs another type than its tensor has.
     *
     * @param stream what tensors that are no integers are kept in
     * @param units for int8; see {@link #integers}
     */
    static Chain apply(Chain chain, Precision precision, Type stream, Units units) {
        return precision == Precision.F32 ? chain : new Typing(chain, precision, stream, units).run();
    }

    /** The convolutions that read integers in int8. */
    static List<Convolve> integers(Chain chain) {
        Typing typing = new Typing(chain, Precision.INT8, Type.F32, Units.NONE);
        return chain.steps().stream().filter(Convolve.class::isInstance).map(Convolve.class::cast)
                .filter(convolve -> typing.wanted(convolve).isInteger()).toList();
    }

    private Chain run() {
        for (Step step : chain.steps()) {
            tensors.set(step.output(), stored(step));
        }
        for (Step step : chain.steps()) {
            steps.add(step instanceof Convolve convolve ? emitting(fed(convolve)) : step);
        }
        return new Chain(List.copyOf(tensors), List.copyOf(steps), chain.picture(), chain.entry(), chain.result(),
                chain.exit());
    }

    /** The tensors that so many convolutions in a row at the end make. */
    private Set<Integer> last(int convolutions) {
        Set<Integer> made = leadingToResult;
        for (int i = 1; i < convolutions; i++) {
            made = leadingTo(sourcesOf(made));
        }
        return made;
    }

    /** What the convolutions that make these tensors read, and the tensors. */
    private Set<Integer> sourcesOf(Set<Integer> made) {
        Set<Integer> sources = new HashSet<>(made);
        chain.steps().stream().filter(step -> step instanceof Convolve && made.contains(step.output()))
                .forEach(step -> sources.add(((Convolve) step).input()));
        return sources;
    }

    /** The tensors from which only steps without weights lead to these, and these. */
    private Set<Integer> leadingTo(Set<Integer> ends) {
        Set<Integer> leading = new HashSet<>(ends);
        for (int i = chain.steps().size() - 1; i >= 0; i--) {
            Step step = chain.steps().get(i);
            if (leading.contains(step.output()) && !(step instanceof Convolve)) {
                step.reads().forEach(read -> leading.add(read.tensor()));
            }
        }
        return leading;
    }

    private Tensor stored(Step step) {
        Tensor plain = chain.tensor(step.output());
        if (leadingToResult.contains(plain.id()) || step instanceof Convolve convolve && wanted(convolve) == Type.F32) {
            return plain;
        }
        if (step instanceof Pointwise || step instanceof Shuffle) {
            return plain.as(tensors.get(step.sources().get(0).tensor()).type());
        }
        boolean integer = step instanceof Convolve && isScalable(step) && readers(plain.id()).stream()
                .allMatch(reader -> reader instanceof Convolve convolve && wanted(convolve).isInteger()
                        && !adds(reader, plain.id()));
        return plain.as(integer ? integer(plain.id()) : stream);
    }

    /** The convolution with an input of the type it wants. */
    private Convolve fed(Convolve convolve) {
        Type wanted = wanted(convolve);
        int has = convolve.input();
        Weights weights = wanted.isInteger() ? convolve.weights().forInputs(units.of(has)) : convolve.weights();
        return new Convolve(convolve.node(), as(wanted, has), convolve.output(), weights, added(convolve));
    }

    /** Posts that add tensors of the type that is stored: the wider one of a long skip connection would cost more. */
    private List<Post> added(Convolve convolve) {
        boolean streamed = tensors.get(convolve.output()).type() == stream;
        return convolve.posts().stream().map(post -> streamed && post instanceof Post.Plus plus
                ? new Post.Plus(as(stream, plus.tensor()), plus.minus()) : post).toList();
    }

    /** A tensor in a type; converted once if it has another. */
    private int as(Type wanted, int tensor) {
        Tensor has = tensors.get(tensor);
        return has.type() == wanted ? tensor : copies.computeIfAbsent(has.as(wanted), missing -> {
            tensors.add(new Tensor(tensors.size(), has.channels(), has.zoom(), wanted));
            steps.add(new Convert(tensor, tensors.size() - 1, wanted.isInteger() ? Units.shortest(units.of(tensor))
                    : new float[] {1}));
            return tensors.size() - 1;
        });
    }

    /** The convolution with its result in the units that are stored. */
    private Convolve emitting(Convolve convolve) {
        if (!tensors.get(convolve.output()).type().isInteger()) {
            return convolve;
        }
        Weights weights = convolve.weights()
                .then(new Post.Linear(Units.inverse(units.of(convolve.output())), new float[] {0}));
        return new Convolve(convolve.node(), convolve.input(), convolve.output(), weights, convolve.posts());
    }

    /** The type a convolution reads. */
    private Type wanted(Convolve convolve) {
        if (convolve.input() == chain.picture()) {
            return Type.F32;
        }
        boolean last = leadingToLast.contains(convolve.output());
        return precision == Precision.BF16 || last ? stream : integer(convolve.input());
    }

    private Type integer(int tensor) {
        return integer(chain, tensor);
    }

    /** The type a tensor has as integers. */
    static Type integer(Chain chain, int tensor) {
        boolean unsigned = chain.steps().stream().anyMatch(step -> step.output() == tensor && step.isNonNegative());
        return unsigned ? Type.U8 : Type.S8;
    }

    /** Whether the result times a positive number is what the weights times that number give. */
    private static boolean isScalable(Step step) {
        return step.posts().stream().allMatch(post -> post instanceof Post.Leak || post instanceof Post.Slopes);
    }

    private List<Step> readers(int tensor) {
        return chain.steps().stream().filter(step -> step.reads().stream().anyMatch(read -> read.tensor() == tensor))
                .toList();
    }

    private static boolean adds(Step step, int tensor) {
        return step.posts().stream().anyMatch(post -> post instanceof Post.Plus plus && plus.tensor() == tensor);
    }
}
