package dev.loupe.engine.onednn;

import java.util.ArrayList;
import java.util.List;

/** One primitive's work on a band: reads tensors, makes one. */
sealed interface Step {
    /** A tensor that is read; {@code radius} rows above and below the ones being made are needed. */
    record Read(int tensor, int radius) {}

    String node();

    int output();

    /** What is done to the result before it is stored; some steps take nothing of the kind. */
    default List<Post> posts() {
        return List.of();
    }

    /** The same step with other posts, each of which it takes. */
    default Step with(List<Post> posts) {
        throw new IllegalStateException(node() + " takes no posts");
    }

    /** What the step reads before its posts. */
    List<Read> sources();

    /** Whether oneDNN can do this as part of the same primitive. */
    default boolean takes(Post post) {
        return false;
    }

    default Step then(Post post) {
        List<Post> more = new ArrayList<>(posts());
        more.add(post);
        return with(List.copyOf(more));
    }

    default List<Read> reads() {
        List<Read> reads = new ArrayList<>(sources());
        for (Post post : posts()) {
            if (post instanceof Post.Plus plus) {
                reads.add(new Read(plus.tensor(), 0));
            }
        }
        return reads;
    }

    /** Whether nothing below zero is stored. */
    default boolean isNonNegative() {
        if (posts().isEmpty()) {
            return false;
        }
        Post last = posts().get(posts().size() - 1);
        return last instanceof Post.Leak leak && leak.slope() == 0 || last instanceof Post.Clamp clamp
                && clamp.min() >= 0;
    }

    record Convolve(String node, int input, int output, Weights weights, List<Post> posts) implements Step {
        @Override
        public List<Read> sources() {
            return List.of(new Read(input, weights.height() / 2));
        }

        @Override
        public Convolve with(List<Post> newPosts) {
            return new Convolve(node, input, output, weights, newPosts);
        }

        @Override
        public boolean takes(Post post) {
            return true;
        }
    }

    record Combine(String node, int left, int right, int output, boolean minus, List<Post> posts) implements Step {
        @Override
        public List<Read> sources() {
            return List.of(new Read(left, 0), new Read(right, 0));
        }

        @Override
        public Combine with(List<Post> newPosts) {
            return new Combine(node, left, right, output, minus, newPosts);
        }

        @Override
        public boolean takes(Post post) {
            return !(post instanceof Post.Slopes);
        }
    }

    /** Posts alone; if there are {@link Post.Slopes} among them, they are the only one. */
    record Pointwise(String node, int input, int output, List<Post> posts) implements Step {
        @Override
        public List<Read> sources() {
            return List.of(new Read(input, 0));
        }

        @Override
        public Pointwise with(List<Post> newPosts) {
            return new Pointwise(node, input, output, newPosts);
        }

        @Override
        public boolean takes(Post post) {
            return !(post instanceof Post.Slopes) && !(posts.get(0) instanceof Post.Slopes);
        }
    }

    /** Channels become space; see {@link dev.loupe.model.graph.Network.DepthToSpace}. */
    record Shuffle(String node, int input, int output, int block, boolean depthFirst) implements Step {
        @Override
        public List<Read> sources() {
            return List.of(new Read(input, 0));
        }

        /** Where each channel of the {@code depthFirst} order lies in this one's order. */
        int[] order(int channels) {
            int places = block * block;
            int left = channels / places;
            int[] order = new int[channels];
            for (int place = 0; place < places; place++) {
                for (int channel = 0; channel < left; channel++) {
                    order[place * left + channel] = depthFirst ? place * left + channel : channel * places + place;
                }
            }
            return order;
        }
    }

    /**
     * The same numbers in another type.
     *
     * @param units what a stored 1 stands for, one for each channel or one for all
     */
    record Convert(int input, int output, float[] units) implements Step {
        @Override
        public String node() {
            return "convert";
        }

        @Override
        public List<Read> sources() {
            return List.of(new Read(input, 0));
        }
    }
}
