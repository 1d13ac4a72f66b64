package dev.loupe.model;

import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.model.Model.Channels;
import dev.loupe.model.graph.Edsr;
import dev.loupe.model.graph.EdsrFile;
import dev.loupe.model.graph.GraphFile;
import dev.loupe.model.graph.Network;
import java.nio.file.Path;

/** EDSRs as the file that OpenCV's {@code DnnSuperResImpl} reads with {@code setModel("edsr", scale)}. */
public final class OpenCvForm {
    private OpenCvForm() {}

    /**
     * Writes a model's weights in that form; the result differs from the model's by less than 1 of 255.
     *
     * @throws Rejected if the model is no EDSR on blue, green and red with one convolution after its trunk
     * @throws Failed if the file cannot be written
     */
    public static void write(Model model, Path file) {
        if (model.input().channels() != Channels.BGR) {
            throw new Rejected(Reason.UNSUPPORTED, "The model " + model.name() + " takes " + model.input().channels()
                    + "; OpenCV's dnn_superres gives an EDSR BGR.");
        }
        Network network = GraphFile.read(model.file()).network();
        EdsrFile.write(Edsr.of(network, model.input().mean(), model.input().range()), file);
    }
}
