package dev.loupe.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a network expects and gives, as {@code models/<name>/model.properties} says it.
 *
 * @param name the folder's name, which is the model's name everywhere
 * @param family the name without its scale, such as {@code edsr-light}
 * @param scale how many times wider and higher the result is
 * @param file the weights: an ONNX graph or a {@code dnn_superres} TensorFlow graph
 * @param sha256 of the file, in lower-case hexadecimal
 * @param input how the network wants its numbers
 * @param receptiveRadius input pixels around a pixel that its result depends on
 * @param licence SPDX identifier or a sentence
 * @param origin where the weights come from
 * @param measured PSNR in dB by benchmark, as published with the model
 */
public record Model(
        String name,
        String family,
        Architecture architecture,
        int scale,
        Path file,
        String sha256,
        Input input,
        int receptiveRadius,
        String licence,
        String origin,
        Map<String, Double> measured) {

    /** The networks known by name; {@code GENERIC} is any other fully convolutional picture-to-picture ONNX graph. */
    public enum Architecture {
        EDSR,
        FSRCNN,
        ESPCN,
        LAPSRN,
        GENERIC
    }

    /** The channels of a network's input, in its order; {@code Y} is luma alone, chroma being enlarged without it. */
    public enum Channels {
        BGR,
        RGB,
        Y
    }

    /**
     * The network's numbers: {@code (sample - mean) * range / 255}, sample and mean in 0..255, mean in the order of the
     * channels. The output is turned back the same way.
     *
     * @param channels order of the channels
     * @param mean subtracted before and added after; zeros where the graph does it itself
     * @param range value of white: 255 or 1
     */
    public record Input(Channels channels, List<Double> mean, double range) {}

    Model with(Path otherFile, String otherSha256) {
        return new Model(name, family, architecture, scale, otherFile, otherSha256, input, receptiveRadius, licence,
                origin, measured);
    }

    public boolean isOnnx() {
        return file.getFileName().toString().endsWith(".onnx");
    }
}
