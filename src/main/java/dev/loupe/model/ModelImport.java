package dev.loupe.model;

import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.graph.Geometry;
import dev.loupe.model.graph.GraphFile;
import dev.loupe.model.graph.Network;
import dev.loupe.model.graph.Network.Other;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a model of a network's file: what it expects and gives is worked out from its graph. */
public final class ModelImport {
    /** @param notes what the user should know or check, each a sentence */
    public record Added(Model model, List<String> notes) {}

    private ModelImport() {}

    /**
     * Copies a network into a folder of models, beside a {@code model.properties}; the model is there whole or not at
     * all.
     *
     * @param file an ONNX graph, or one of the TensorFlow graphs of OpenCV's {@code dnn_superres}; stays where it is
     * @param models the folder of all models
     * @throws Rejected if the network cannot be used, or a model of its name is there
     * @throws Failed if the folder cannot be written
     */
    public static Added add(Path file, Path models) {
        GraphFile graph = GraphFile.read(file);
        boolean onnx = file.getFileName().toString().endsWith(".onnx");
        Geometry geometry = graph.geometry();
        Architecture architecture = Architectures.of(graph.network());
        check(file, graph, architecture, onnx);
        InputGuess guess = InputGuess.of(graph.network(), onnx);
        String family = family(file, geometry.scale());
        String name = family + "-x" + geometry.scale();
        Path target = models.resolve(name);
        refuseKnown(name, family, geometry.scale(), target, models);
        String origin = "added from " + file.getFileName();
        Model model = new Model(name, family, architecture, geometry.scale(), file, "", guess.input(),
                geometry.radius(), "unknown; ask where the file came from", origin, Map.of());
        place(model, models);
        return new Added(written(target), notes(graph.network(), guess));
    }

    /** Everything is made in a hidden folder beside the others, which then gets the model's name. */
    private static void place(Model model, Path models) {
        try {
            Files.createDirectories(models);
            Path draft = Files.createDirectory(models.resolve(".adding-" + model.name() + "-" + UUID.randomUUID()));
            try {
                Path copy = Files.copy(model.file(), draft.resolve(model.file().getFileName().toString()));
                ModelProperties.write(model.with(copy, Checksum.of(copy)), draft.resolve(ModelProperties.FILE));
                Files.move(draft, models.resolve(model.name()), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(draft);
            }
        } catch (IOException e) {
            throw new Failed("The model " + model.name() + " could not be written to " + models + ": " + e, e);
        }
    }

    private static void check(Path file, GraphFile graph, Architecture architecture, boolean onnx) {
        int channels = graph.network().channels();
        int scale = graph.geometry().scale();
        if (channels != 1 && channels != 3) {
            throw unusable(file, "it takes " + channels + " channels; 3 (colours) or 1 (luma) are expected");
        }
        if (graph.resultChannels() != channels && graph.resultChannels() != 0) {
            throw unusable(file, "it makes " + graph.resultChannels() + " channels of " + channels);
        }
        if (scale < 2 || scale > 8) {
            throw unusable(file, "it enlarges " + scale + " times; 2 to 8 times are expected");
        }
        if (architecture == Architecture.GENERIC && !onnx) {
            throw unusable(file, "of TensorFlow's files only EDSR, FSRCNN, ESPCN and LapSRN in OpenCV's dnn_superres "
                    + "layout are known; export it as ONNX");
        }
    }

    private static Rejected unusable(Path file, String reason) {
        return new Rejected(Reason.UNSUPPORTED,
                "The network " + file.getFileName() + " cannot be used: " + reason + ".");
    }

    /** The file's name in small letters, without the scale that stands in it. */
    private static String family(Path file, int scale) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.(onnx|pb)$", "");
        List<String> scales = List.of("x" + scale, scale + "x");
        String family = Arrays.stream(name.split("[^a-z0-9]+"))
                .filter(part -> !part.isEmpty() && !scales.contains(part))
                .collect(Collectors.joining("-"));
        if (!ModelProperties.isName(family) || !ModelProperties.isName(family + "-x" + scale)) {
            throw new Rejected(Reason.BAD_OPTION, "No model can be named after " + file.getFileName()
                    + "; rename the file, with at most 60 letters and digits.");
        }
        return family;
    }

    private static void refuseKnown(String name, String family, int scale, Path target, Path models) {
        List<Model> known = ModelCatalog.read(models, new ArrayList<>());
        known.removeIf(model -> !model.family().equals(family) || model.scale() != scale);
        if (Files.exists(target) || !known.isEmpty()) {
            String there = known.isEmpty() ? name : known.get(0).name();
            throw new Rejected(Reason.BAD_OPTION, "A model " + there + " is there already (" + models.resolve(there)
                    + "). Remove its folder, or rename the file: the model is named after it.");
        }
    }

    private static Model written(Path target) {
        List<String> faults = new ArrayList<>();
        Model model = ModelProperties.read(target, faults);
        if (model == null) {
            throw new Failed("The model that was added cannot be read again: " + String.join(" ", faults));
        }
        return model;
    }

    private static List<String> notes(Network network, InputGuess guess) {
        List<String> notes = new ArrayList<>();
        if (!guess.sure()) {
            notes.add("The graph does not say what numbers it expects. They are taken to be "
                    + guess.input().channels() + " from 0 to " + Math.round(guess.input().range())
                    + "; if the colours come out wrong, change channels, mean and range in model.properties.");
        }
        String others = network.operations().stream().filter(Other.class::isInstance)
                .map(operation -> ((Other) operation).kind()).distinct().collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            notes.add("It holds operations that not every engine runs: " + others + ".");
        }
        return List.copyOf(notes);
    }

    private static void delete(Path draft) throws IOException {
        if (Files.exists(draft)) {
            try (Stream<Path> files = Files.list(draft)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(draft);
        }
    }
}
