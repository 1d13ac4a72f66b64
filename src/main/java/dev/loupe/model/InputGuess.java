package dev.loupe.model;

import dev.loupe.model.Model.Channels;
import dev.loupe.model.Model.Input;
import dev.loupe.model.graph.Edsr;
import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Network.Affine;
import dev.loupe.model.graph.Network.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * How a network wants its numbers, as far as its graph tells.
 *
 * @param sure whether the graph told, and nothing had to be taken from custom
 */
record InputGuess(Input input, boolean sure) {
    private static final List<Double> NO_MEAN = List.of(0.0, 0.0, 0.0);
    /** No mean of pictures in 0..1 is above 1, and none in 0..255 this near to black. */
    private static final double LARGEST_UNIT_MEAN = 1.5;

    static InputGuess of(Network network, boolean onnx) {
        if (network.channels() == 1) {
            return new InputGuess(new Input(Channels.Y, List.of(0.0), 1), !onnx);
        }
        List<Double> mean = ownMean(network);
        if (!onnx) {
            // OpenCV's DnnSuperResImpl subtracts it before and adds it after, and so has every such file been made.
            return new InputGuess(new Input(Channels.BGR, mean.isEmpty() ? Edsr.MEAN : NO_MEAN, 255), true);
        }
        if (mean.isEmpty()) {
            return new InputGuess(new Input(Channels.RGB, NO_MEAN, 1), false);
        }
        // Photographs hold more red than blue on average: DIV2K's mean is (114, 112, 103), ImageNet's (124, 116, 104).
        boolean blueFirst = mean.get(0) < mean.get(2);
        boolean unit = mean.stream().allMatch(each -> Math.abs(each) < LARGEST_UNIT_MEAN);
        return new InputGuess(new Input(blueFirst ? Channels.BGR : Channels.RGB, NO_MEAN, unit ? 1 : 255), true);
    }

    /** What the network itself subtracts first, by channel; empty where it subtracts nothing. */
    private static List<Double> ownMean(Network network) {
        List<Double> mean = new ArrayList<>();
        for (Operation operation : network.operations()) {
            if (operation instanceof Affine affine && affine.input().equals(network.input()) && mean.isEmpty()) {
                for (int channel = 0; channel < network.channels(); channel++) {
                    mean.add(-(double) at(affine.shifts(), channel) / at(affine.factors(), channel));
                }
            }
        }
        return mean.stream().allMatch(each -> each == 0) ? List.of() : mean;
    }

    private static float at(float[] vector, int channel) {
        return vector[vector.length == 1 ? 0 : channel];
    }
}
