package dev.loupe.model;

import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The models of one folder, each known by its folder's name and by its family. Immutable. */
public final class ModelCatalog {
    /** The scale of a family's member when none is asked for. */
    public static final int USUAL_SCALE = 3;

    private static final Comparator<Model> ORDER = Comparator.comparing(Model::family).thenComparing(Model::scale);

    private final List<Model> models;

    private ModelCatalog(List<Model> models) {
        this.models = List.copyOf(models);
    }

    /**
     * Reads every model and compares its file with its checksum.
     *
     * @throws Failed if anything is wrong with one of them; the message lists every fault on a line of its own
     */
    public static ModelCatalog load(Path folder) {
        List<String> faults = new ArrayList<>();
        List<Model> models = read(folder, faults);
        if (!faults.isEmpty()) {
            throw new Failed(faults.size() + (faults.size() == 1 ? " fault" : " faults") + " in the models of " + folder
                    + ":\n  " + String.join("\n  ", faults));
        }
        return new ModelCatalog(models);
    }

    /** What is wrong with the models of a folder, each a sentence that names model, file, expected and found. */
    public static List<String> verify(Path folder) {
        List<String> faults = new ArrayList<>();
        read(folder, faults);
        return faults;
    }

    /** The sound models of a folder; what is wrong with the others is added to the list. */
    static List<Model> read(Path folder, List<String> faults) {
        List<Model> models = new ArrayList<>();
        for (Path each : folders(folder, faults)) {
            Model model = ModelProperties.read(each, faults);
            if (model != null) {
                boolean sound = isUnchanged(model, faults) && isOnlyOne(model, models, faults);
                if (sound) {
                    models.add(model);
                }
            }
        }
        models.sort(ORDER);
        return models;
    }

    /** Hidden folders are models that are just being added. */
    private static List<Path> folders(Path folder, List<String> faults) {
        if (!Files.isDirectory(folder)) {
            faults.add("there is no folder " + folder + ".");
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> folders = entries
                    .filter(each -> Files.isDirectory(each) && !each.getFileName().toString().startsWith("."))
                    .sorted().toList();
            if (folders.isEmpty()) {
                faults.add("there is no model in " + folder + ".");
            }
            return folders;
        } catch (IOException e) {
            faults.add("the folder " + folder + " cannot be read: " + e + ".");
            return List.of();
        }
    }

    private static boolean isUnchanged(Model model, List<String> faults) {
        try {
            String found = Checksum.of(model.file());
            if (found.equals(model.sha256())) {
                return true;
            }
            faults.add("model " + model.name() + ": " + model.file().getFileName() + " was changed or cut off; its "
                    + "sha256 should be " + model.sha256() + " and is " + found + ". Put the original file back, or "
                    + "remove the model's folder.");
        } catch (IOException e) {
            faults.add("model " + model.name() + ": " + model.file().getFileName() + " cannot be read: " + e + ".");
        }
        return false;
    }

    private static boolean isOnlyOne(Model model, List<Model> others, List<String> faults) {
        for (Model other : others) {
            if (other.family().equals(model.family()) && other.scale() == model.scale()) {
                faults.add("model " + model.name() + ": the family " + model.family() + " has a member of scale "
                        + model.scale() + " already, " + other.name() + ".");
                return false;
            }
        }
        return true;
    }

    /** All of them, by family and scale. */
    public List<Model> models() {
        return models;
    }

    /** The members of a family, by scale; empty where there is no such family. */
    public List<Model> members(String family) {
        return models.stream().filter(model -> model.family().equals(family)).toList();
    }

    /**
     * The scales to be had under a name: those of a family's members, or a model's own.
     *
     * @throws Rejected if nothing is called so
     */
    public SortedSet<Integer> scales(String modelOrFamily) {
        return candidates(modelOrFamily).stream().map(Model::scale).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The model of that name, or the member of that family with the scale; without a scale, the member with
     * {@link #USUAL_SCALE} or, lacking it, the smallest.
     *
     * @throws Rejected if nothing is called so, or what is has another scale; the message says what there is
     */
    public Model find(String modelOrFamily, OptionalInt scale) {
        List<Model> candidates = candidates(modelOrFamily);
        int wanted = scale.orElse(USUAL_SCALE);
        Optional<Model> exact = candidates.stream().filter(model -> model.scale() == wanted).findFirst();
        if (exact.isEmpty() && scale.isPresent()) {
            throw new Rejected(Reason.BAD_OPTION,
                    "'" + modelOrFamily + "' does not enlarge " + wanted + " times. " + offer());
        }
        return exact.orElse(candidates.get(0));
    }

    /**
     * The model of that name, or else all members of that family.
     *
     * @throws Rejected if nothing is called so
     */
    public List<Model> candidates(String modelOrFamily) {
        List<Model> named = models.stream().filter(model -> model.name().equals(modelOrFamily)).toList();
        List<Model> candidates = named.isEmpty() ? members(modelOrFamily) : named;
        if (candidates.isEmpty()) {
            throw new Rejected(Reason.BAD_OPTION, "There is no model '" + modelOrFamily + "'. " + offer());
        }
        return candidates;
    }

    private String offer() {
        return models.stream().map(Model::family).distinct()
                .map(family -> family + " (" + members(family).stream().map(model -> "x" + model.scale())
                        .collect(Collectors.joining(", ")) + ")")
                .collect(Collectors.joining("; ", "There are: ", "."));
    }
}
