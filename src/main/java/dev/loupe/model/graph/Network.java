package dev.loupe.model.graph;

import java.util.List;

/**
 * A network as the operations picture-to-picture networks are made of, in the order of execution, whichever file format
 * they came from. Values are named; each operation makes one. Tensors are thought of as N, channels, height, width.
 *
 * @param input name of the value that is the picture
 * @param channels channels of the input
 * @param operations in an order in which every input is made before it is used
 * @param output name of the value that is the result
 */
public record Network(String input, int channels, List<Operation> operations, String output) {

    /**
     * One operation; {@code node} is the name of the node in the file that makes {@code output}, the last one where an
     * operation stands for several, and the convolution's where its last node is a TensorFlow {@code BiasAdd}. Empty
     * where an ONNX file names only its values.
     */
    public sealed interface Operation {
        String node();

        String output();
    }

    /**
     * A convolution with stride 1, dilation 1, one group, and zero padding that keeps height and width: half of
     * {@code kernel - 1} on each side, of an odd sum the smaller half above and to the left.
     *
     * @param weights out x in x kernelHeight x kernelWidth
     * @param bias one per output channel, zeros where the file has none
     */
    public record Convolution(
            String node, String input, String output, int in, int out, int kernelHeight, int kernelWidth,
            float[] weights, float[] bias) implements Operation {}

    public record Relu(String node, String input, String output) implements Operation {}

    /** @param slopes one per channel, or one for all */
    public record PRelu(String node, String input, String output, float[] slopes) implements Operation {}

    /** Element by element {@code left + right}, both computed values of one shape. */
    public record Add(String node, String left, String right, String output) implements Operation {}

    /** Element by element {@code left - right}, both computed values of one shape. */
    public record Subtract(String node, String left, String right, String output) implements Operation {}

    /** {@code input * factors + shifts}; each array has one number per channel, or one for all. */
    public record Affine(String node, String input, String output, float[] factors, float[] shifts)
            implements Operation {}

    /**
     * Moves channels into space; {@code depthFirst} is ONNX's DCR and TensorFlow's order, otherwise CRD, which is
     * PyTorch's pixel shuffle.
     */
    public record DepthToSpace(String node, String input, String output, int block, boolean depthFirst)
            implements Operation {}

    public record Clip(String node, String input, String output, float min, float max) implements Operation {}

    /**
     * Anything else: {@code kind} is the operation's name in its file, {@code inputs} the computed values it takes.
     * Engines that need to understand it refuse the network.
     */
    public record Other(String node, String kind, List<String> inputs, String output) implements Operation {}
}
