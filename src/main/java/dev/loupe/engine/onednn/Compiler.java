package dev.loupe.engine.onednn;

import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.engine.onednn.Step.Combine;
import dev.loupe.engine.onednn.Step.Convolve;
import dev.loupe.engine.onednn.Step.Pointwise;
import dev.loupe.engine.onednn.Step.Shuffle;
import dev.loupe.model.Model;
import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Network.Operation;
import java.util.List;

/**
 * Folds a network into as few steps as possible: what works element by element becomes part of the step before it,
 * scales and shifts become part of weights or of the way in, and the last depth-to-space becomes part of the way out.
 */
final class Compiler {
    private final Network network;
    private final boolean rgb;
    private final Draft draft;
    private Chain.Entry entry;

    private Compiler(Network network, Model.Input input) {
        this.network = network;
        this.draft = new Draft(network);
        this.rgb = input.channels() == Model.Channels.RGB;
        float factor = (float) (input.range() / 255);
        float[] shifts = new float[3];
        for (int c = 0; c < 3; c++) {
            shifts[c] = (float) (-input.mean().get(c) * input.range() / 255);
        }
        this.entry = new Chain.Entry(new float[] {factor, factor, factor}, shifts, rgb);
    }

    /** The chain of a colour network, in plain numbers. */
    static Chain compile(Network network, Model.Input input) throws Unsupported {
        if (input.channels() == Model.Channels.Y || network.channels() != 3) {
            throw new Unsupported("it takes " + network.channels()
                    + " channel(s), and this engine only three colours at once");
        }
        return new Compiler(network, input).run(input);
    }

    private Chain run(Model.Input input) throws Unsupported {
        draft.define(network.input(), 3, 1);
        for (Operation operation : network.operations()) {
            translate(operation);
        }
        float[] shifts = new float[3];
        for (int c = 0; c < 3; c++) {
            shifts[c] = input.mean().get(c).floatValue();
        }
        pointwise("output", network.output(), network.output(),
                new Post.Linear(new float[] {(float) (255 / input.range())}, shifts));
        int result = draft.read(network.output(), "output").id();
        Shuffle last = draft.producer(result) instanceof Shuffle made && draft.readOnce(made.input()) ? made : null;
        if (last != null) {
            draft.steps.remove(last);
            result = last.input();
        }
        int block = last == null ? 1 : last.block();
        int channels = draft.tensors.get(result).channels();
        if (channels != 3 * block * block) {
            throw new Unsupported("its result has " + channels + " channels instead of three colours");
        }
        draft.removeUnread(result);
        return new Chain(List.copyOf(draft.tensors), List.copyOf(draft.steps), draft.entrance(network), entry, result,
                new Chain.Exit(block, exitOrder(last, block)));
    }

    private int[] exitOrder(Shuffle last, int block) {
        int[] blockwise = last == null ? new int[] {0, 1, 2} : last.order(3 * block * block);
        int[] order = new int[blockwise.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = blockwise[i - i % 3 + (rgb ? 2 - i % 3 : i % 3)];
        }
        return order;
    }

    private void translate(Operation operation) throws Unsupported {
        if (operation instanceof Network.Convolution convolution) {
            convolve(convolution);
        } else if (operation instanceof Network.Relu relu) {
            pointwise(relu.node(), relu.input(), relu.output(), new Post.Leak(0));
        } else if (operation instanceof Network.PRelu prelu) {
            float[] slopes = prelu.slopes();
            pointwise(prelu.node(), prelu.input(), prelu.output(), slopes.length == 1 ? new Post.Leak(slopes[0])
                    : new Post.Slopes(slopes));
        } else if (operation instanceof Network.Clip clip) {
            pointwise(clip.node(), clip.input(), clip.output(), new Post.Clamp(clip.min(), clip.max()));
        } else if (operation instanceof Network.Affine affine) {
            pointwise(affine.node(), affine.input(), affine.output(),
                    new Post.Linear(affine.factors(), affine.shifts()));
        } else if (operation instanceof Network.Add add) {
            combine(add.node(), add.left(), add.right(), add.output(), false);
        } else if (operation instanceof Network.Subtract subtract) {
            combine(subtract.node(), subtract.left(), subtract.right(), subtract.output(), true);
        } else if (operation instanceof Network.DepthToSpace shuffle) {
            shuffle(shuffle);
        } else if (operation instanceof Network.Other other) {
            throw new Unsupported("it needs the operation " + other.kind() + " (node " + other.node() + ")");
        }
    }

    private void convolve(Network.Convolution c) throws Unsupported {
        Tensor from = draft.read(c.input(), c.node());
        if (c.kernelHeight() % 2 == 0 || c.kernelWidth() % 2 == 0) {
            throw new Unsupported("the kernel of " + c.node() + " is " + c.kernelHeight() + "x" + c.kernelWidth()
                    + ", not odd");
        }
        long weights = (long) c.in() * c.out() * c.kernelHeight() * c.kernelWidth();
        if (c.in() != from.channels() || c.weights().length != weights || c.bias().length != c.out()) {
            throw new Unsupported("the weights of " + c.node() + " do not fit its " + from.channels()
                    + " input channels");
        }
        int output = draft.define(c.output(), c.out(), from.zoom());
        draft.steps.add(new Convolve(c.node(), from.id(), output, Weights.of(c), List.of()));
    }

    private void shuffle(Network.DepthToSpace d) throws Unsupported {
        Tensor from = draft.read(d.input(), d.node());
        int places = d.block() * d.block();
        if (d.block() < 1 || from.channels() % places != 0) {
            throw new Unsupported(d.node() + " cannot make " + d.block() + "x" + d.block() + " pixels of "
                    + from.channels() + " channels");
        }
        int output = draft.define(d.output(), from.channels() / places, from.zoom() * d.block());
        Shuffle shuffle = new Shuffle(d.node(), from.id(), output, d.block(), d.depthFirst());
        // Pixels whose channels lie together are copied many times faster, and the convolution before does not care.
        if (draft.producer(from.id()) instanceof Convolve before && draft.readOnce(from.id())
                && before.reads().size() == 1) {
            int[] order = shuffle.order(from.channels());
            List<Post> posts = before.posts().stream().map(post -> post.reordered(order)).toList();
            draft.steps.set(draft.steps.indexOf(before), new Convolve(before.node(), before.input(), before.output(),
                    before.weights().reordered(order), posts));
            shuffle = new Shuffle(d.node(), from.id(), output, d.block(), true);
        }
        draft.steps.add(shuffle);
    }

    /**
     * Makes {@code post} part of the step that makes {@code input}, or a step of its own where others read that value
     * too.
     */
    private void pointwise(String node, String input, String output, Post post) throws Unsupported {
        Tensor from = draft.read(input, node);
        if (!post.fits(from.channels())) {
            throw new Unsupported("the numbers of " + node + " do not fit its " + from.channels() + " channels");
        }
        Step producer = draft.producer(from.id());
        boolean alone = draft.readOnce(from.id());
        if (alone && producer == null && post instanceof Post.Linear linear) {
            enter(linear);
        } else if (alone && producer instanceof Shuffle shuffle && draft.readOnce(shuffle.input())
                && draft.producer(shuffle.input()) != null && draft.producer(shuffle.input()).takes(post)) {
            int[] order = shuffle.order(draft.tensors.get(shuffle.input()).channels());
            int[] channel = new int[order.length];
            for (int i = 0; i < order.length; i++) {
                channel[order[i]] = i % from.channels();
            }
            draft.append(draft.producer(shuffle.input()), post.reordered(channel));
        } else if (alone && producer != null && producer.takes(post)) {
            draft.append(producer, post);
        } else {
            int made = draft.define(output, from.channels(), from.zoom());
            draft.steps.add(new Pointwise(node, from.id(), made, List.of(post)));
            return;
        }
        draft.alias(output, from.id());
    }

    private void enter(Post.Linear linear) {
        float[] factors = new float[3];
        float[] shifts = new float[3];
        for (int c = 0; c < 3; c++) {
            factors[c] = entry.factors()[c] * linear.factor(c);
            shifts[c] = entry.shifts()[c] * linear.factor(c) + linear.shift(c);
        }
        entry = new Chain.Entry(factors, shifts, rgb);
    }

    private void combine(String node, String left, String right, String output, boolean minus) throws Unsupported {
        Tensor a = draft.read(left, node);
        Tensor b = draft.read(right, node);
        if (a.channels() != b.channels() || a.zoom() != b.zoom()) {
            throw new Unsupported(node + " combines values of different shapes");
        }
        if (takes(a.id(), b.id())) {
            draft.append(draft.producer(a.id()), new Post.Plus(b.id(), minus));
            draft.alias(output, a.id());
        } else if (takes(b.id(), a.id())) {
            if (minus) {
                draft.append(draft.producer(b.id()), new Post.Linear(new float[] {-1}, new float[] {0}));
            }
            draft.append(draft.producer(b.id()), new Post.Plus(a.id(), false));
            draft.alias(output, b.id());
        } else {
            int made = draft.define(output, a.channels(), a.zoom());
            draft.steps.add(new Combine(node, a.id(), b.id(), made, minus, List.of()));
        }
    }

    /** Whether the step that makes {@code value} can add {@code other} before anybody else sees the value. */
    private boolean takes(int value, int other) {
        Step step = draft.producer(value);
        return step != null && step.takes(new Post.Plus(other, false)) && draft.readOnce(value)
                && draft.steps.indexOf(step) > draft.steps.indexOf(draft.producer(other));
    }
}
