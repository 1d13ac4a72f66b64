package dev.loupe.model.graph;

import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.model.graph.EdsrTrunk.Block;
import dev.loupe.model.graph.Network.Add;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Relu;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of an EDSR in the form OpenCV's {@code dnn_superres} runs: blue, green and red in 0..255 less
 * {@link #MEAN} in and out, every convolution 3x3, one convolution before the result is spread (depth first).
 *
 * @param tail makes {@code 3 * scale * scale} channels
 */
public record Edsr(int scale, Convolution head, List<Block> blocks, Convolution body, Convolution tail) {
    /** Blue, green and red of the DIV2K pictures on average; what OpenCV's {@code DnnSuperResImpl} subtracts. */
    public static final List<Double> MEAN = List.of(103.1545782, 111.561547, 114.35629928);

    static final String INPUT = "IteratorGetNext";
    static final String OUTPUT = "NHWC_output";
    private static final int CHANNELS = 3;

    public int features() {
        return head.out();
    }

    /**
     * The same weights in this form, whether a mean and a range are the network's own or come from outside.
     *
     * @param mean what its model subtracts outside, by channel in the order blue, green, red, in 0..255
     * @param range its model's value of white
     * @throws Rejected if it is no EDSR, has a heavier tail, or is centred on another mean
     */
    public static Edsr of(Network network, List<Double> mean, double range) {
        return EdsrReading.read(network, mean, range);
    }

    static Rejected no(String reason) {
        return new Rejected(Reason.UNSUPPORTED,
                "The network has no form that OpenCV's dnn_superres knows: " + reason + ".");
    }

    /** These weights as a network, the mean outside. */
    public Network network() {
        List<Operation> operations = new ArrayList<>();
        operations.add(renamed(head, INPUT, "head"));
        String value = "head";
        for (int i = 0; i < blocks.size(); i++) {
            String name = "block" + i;
            operations.add(renamed(blocks.get(i).first(), value, name + "_a"));
            operations.add(new Relu(name + "_relu", name + "_a", name + "_relu"));
            operations.add(renamed(blocks.get(i).second(), name + "_relu", name + "_b"));
            operations.add(new Add(name, value, name + "_b", name));
            value = name;
        }
        operations.add(renamed(body, value, "body"));
        operations.add(new Add("features", "body", "head", "features"));
        operations.add(renamed(tail, "features", "tail"));
        operations.add(new DepthToSpace(OUTPUT, "tail", OUTPUT, scale, true));
        return new Network(INPUT, CHANNELS, operations, OUTPUT);
    }

    private static Convolution renamed(Convolution conv, String input, String name) {
        return new Convolution(name, input, name, conv.in(), conv.out(), conv.kernelHeight(), conv.kernelWidth(),
                conv.weights(), conv.bias());
    }
}
