package dev.loupe.engine;

import dev.loupe.model.Model;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Model.Channels;
import dev.loupe.model.Model.Input;
import dev.loupe.model.Shared;
import dev.loupe.model.graph.Edsr;
import dev.loupe.model.graph.GraphFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Models to test engines with; a test whose model's file is not there is skipped. */
public final class Networks {
    private static final List<Double> ZEROS = List.of(0.0, 0.0, 0.0);

    private Networks() {}

    /** A built-in network; its mean and range are inside. */
    public static Model light(int scale) {
        String name = "edsr-light-x" + scale;
        Path own = Path.of("models", name, name + ".onnx");
        Path file = Files.exists(own) ? own : Shared.file("start/" + name + ".onnx");
        return of(file, Architecture.EDSR, scale, new Input(Channels.BGR, ZEROS, 255));
    }

    /** An EDSR in the layout of OpenCV's {@code dnn_superres}; its mean is outside. */
    public static Model edsr(Path file, int scale) {
        return of(file, Architecture.EDSR, scale, new Input(Channels.BGR, Edsr.MEAN, 255));
    }

    /** A network of luma in 0..1. */
    public static Model luma(Path file, Architecture architecture, int scale) {
        return of(file, architecture, scale, new Input(Channels.Y, List.of(0.0), 1));
    }

    public static Model of(Path file, Architecture architecture, int scale, Input input) {
        String name = file.getFileName().toString();
        int radius = GraphFile.read(file).geometry().radius();
        return new Model(name, name, architecture, scale, file, sha256(file), input, radius, "", "", Map.of());
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
