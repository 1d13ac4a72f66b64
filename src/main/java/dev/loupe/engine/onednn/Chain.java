package dev.loupe.engine.onednn;

import dev.loupe.engine.onednn.Step.Convolve;
import java.util.List;

/**
 * A network as the steps that are really carried out, in order.
 *
 * @param tensors by their id
 * @param picture the tensor the steps start from
 * @param entry what turns samples (0..255, blue green red) into the picture tensor
 * @param result the tensor that holds the answer: samples 0..255, three for each pixel of a block
 * @param exit how the result tensor becomes pixels
 */
record Chain(List<Tensor> tensors, List<Step> steps, int picture, Entry entry, int result, Exit exit) {
    /**
     * Sample times factor plus shift, one of each per channel of the network; its order is red first where {@code rgb}.
     */
    record Entry(float[] factors, float[] shifts, boolean rgb) {}

    /**
     * Channels to pixels.
     *
     * @param block pixels per row and column that one place of the result tensor becomes
     * @param order where channel c of the pixel in row i and column j of the block lies: {@code order[(i * block + j) *
     *     3 + c]}, c being blue, green, red
     */
    record Exit(int block, int[] order) {}

    Tensor tensor(int id) {
        return tensors.get(id);
    }

    /** Result pixels per pixel of the picture, along one side. */
    int scale() {
        return tensor(result).zoom() * exit.block();
    }

    /** Bytes of all weights in the types they are read in. */
    long weightBytes() {
        long sum = 0;
        for (Step step : steps) {
            if (step instanceof Convolve convolve) {
                int copies = Winograd.suits(this, step) ? Winograd.copies() : 1;
                sum += copies * convolve.weights().multiplyAdds() * tensor(convolve.input()).type().bytes();
            }
        }
        return sum;
    }

    /** Multiply-adds for one pixel of the picture. */
    long multiplyAdds() {
        long sum = 0;
        for (Step step : steps) {
            if (step instanceof Convolve convolve) {
                int zoom = tensor(step.output()).zoom();
                sum += convolve.weights().multiplyAdds() * zoom * zoom;
            }
        }
        return sum;
    }
}
