package dev.loupe.model;

import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Model.Channels;
import dev.loupe.model.Model.Input;
import dev.loupe.model.graph.Edsr;
import dev.loupe.model.graph.EdsrFile;
import dev.loupe.model.graph.RandomEdsr;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Models of any size with random weights, always the same ones, to measure with; they give back nearly their input. */
public final class RandomModel {
    private RandomModel() {}

    /** Whether a name asks for one, such as {@code edsr-b32f256x3}: blocks, features, scale. */
    public static boolean isName(String name) {
        return RandomEdsr.isName(name);
    }

    /**
     * Writes such a model as OpenCV's {@code dnn_superres} keeps its own.
     *
     * @param folder where {@code name.pb} is written, 154 MB for 32 blocks of 256 features; whoever calls removes it
     * @throws Rejected if there is no such network
     * @throws Failed if the file cannot be written
     */
    public static Model write(String name, Path folder) {
        Edsr edsr = RandomEdsr.of(name);
        Path file = folder.resolve(name + ".pb");
        EdsrFile.write(edsr, file);
        Input input = new Input(Channels.BGR, Edsr.MEAN, 255);
        int radius = 2 * edsr.blocks().size() + 3;
        try {
            return new Model(name, name, Architecture.EDSR, edsr.scale(), file, Checksum.of(file), input, radius,
                    "Apache-2.0", "random weights", Map.of());
        } catch (IOException e) {
            throw new Failed("The network " + file + " cannot be read: " + e, e);
        }
    }
}
