package dev.loupe.model.graph;

import java.util.Arrays;

/** In which order a file format keeps its axes. */
enum Layout {
    /** ONNX: pictures are N, channels, height, width; weights out, in, height, width. */
    NCHW(1, 4, 2),
    /** TensorFlow: pictures are N, height, width, channels; weights height, width, in, out. */
    NHWC(3, 4, 0);

    private final int channelAxis;
    private final int rank;
    private final int kernelAxis;

    Layout(int channelAxis, int rank, int kernelAxis) {
        this.channelAxis = channelAxis;
        this.rank = rank;
        this.kernelAxis = kernelAxis;
    }

    int channelAxis() {
        return channelAxis;
    }

    int kernelHeight(Tensor weights) {
        return weights.shape()[kernelAxis];
    }

    int kernelWidth(Tensor weights) {
        return weights.shape()[kernelAxis + 1];
    }

    int out(Tensor weights) {
        return weights.shape()[this == NCHW ? 0 : 3];
    }

    int in(Tensor weights) {
        return weights.shape()[this == NCHW ? 1 : 2];
    }

    /** The weights as out x in x height x width. */
    float[] weights(Tensor tensor) {
        if (this == NCHW) {
            return tensor.values();
        }
        int in = in(tensor);
        int out = out(tensor);
        int taps = kernelHeight(tensor) * kernelWidth(tensor);
        float[] result = new float[tensor.values().length];
        for (int tap = 0; tap < taps; tap++) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    result[(o * in + i) * taps + tap] = tensor.values()[(tap * in + i) * out + o];
                }
            }
        }
        return result;
    }

    /** The numbers of a constant that is the same at every pixel: one per channel or one for all; null for another. */
    float[] perChannel(Tensor tensor) {
        if (tensor.isScalar()) {
            return tensor.values();
        }
        int dimensions = tensor.shape().length;
        int channels = channelAxis - (rank - dimensions);
        boolean channelsOnly = dimensions <= rank && channels >= 0 && channels < dimensions
                && tensor.shape()[channels] == tensor.values().length;
        return channelsOnly && tensor.values().length > 0 ? tensor.values() : null;
    }

    /**
     * Whether a transposition leaves a picture as it is, read in the order of channels, height, width. TensorFlow's
     * files turn into that order and back, which whoever runs them leaves out; an ONNX file means what it says.
     */
    boolean isRelayout(int[] permutation) {
        return Arrays.equals(permutation, new int[] {0, 1, 2, 3})
                || this == NHWC && Arrays.equals(permutation, new int[] {0, 3, 1, 2})
                || this == NHWC && Arrays.equals(permutation, new int[] {0, 2, 3, 1});
    }
}
