package dev.loupe.cli;

import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.model.Model;
import dev.loupe.model.ModelCatalog;
import dev.loupe.model.ModelImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code loupe models}: what networks there are. */
@Command(name = "models", mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[list | add FILE | calibrate | verify | evaluate]",
        description = "Lists the models, adds one, prepares them for int8, compares their files with their checksums,"
                + " or measures their quality.")
final class ModelsCommand implements Runnable {
    private final Cli cli;

    @Spec
    private CommandSpec spec;

    ModelsCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public void run() {
        list();
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the models of the home.")
    void list() {
        PrintWriter out = spec.commandLine().getOut();
        List<Model> models = ModelCatalog.load(folder()).models();
        int name = models.stream().mapToInt(model -> model.name().length()).max().orElse(0);
        models.forEach(model -> out.println(String.format(Locale.ROOT, "%-" + name + "s  x%d  %-7s %7s  %s%s",
                model.name(), model.scale(), model.architecture(), size(model.file()), measured(model.measured()),
                model.licence())));
    }

    @Command(name = "add", mixinStandardHelpOptions = true,
            description = "Makes a model of an ONNX file or of one of OpenCV's dnn_superres files (.pb).")
    void add(@Parameters(paramLabel = "FILE",
            description = "Is copied; what it expects is worked out from it.") Path file) {
        PrintWriter out = spec.commandLine().getOut();
        ModelImport.Added added = ModelImport.add(file, folder());
        Model model = added.model();
        out.println("Added " + model.name() + " (" + model.architecture() + ", x" + model.scale() + ") in "
                + model.file().getParent() + "; use it with --model " + model.name() + ".");
        added.notes().forEach(out::println);
        try (Display display = measuring(1)) {
            calibrate(model, cli.providers(), display);
        } catch (Unsupported elsewhere) {
            // Where a processor can do it, it is done when the model is first opened.
        }
    }

    @Command(name = "calibrate", mixinStandardHelpOptions = true,
            description = "Measures what int8 needs to know of models and keeps it beside their weights, which 'add'"
                    + " does too where the processor has int8.")
    int calibrate(@Parameters(paramLabel = "NAME", arity = "0..*",
            description = "Models or families (default: all there are).") List<String> names) {
        ModelCatalog catalog = ModelCatalog.load(folder());
        List<Model> models = names == null ? catalog.models()
                : names.stream().flatMap(name -> catalog.candidates(name).stream()).distinct().toList();
        List<EngineProvider> providers = cli.providers();
        int refused = 0;
        try (Display display = measuring(models.size())) {
            for (Model model : models) {
                try {
                    calibrate(model, providers, display);
                } catch (Unsupported unsupported) {
                    display.failed("loupe: " + model.name() + ": " + unsupported.getMessage() + ".");
                    refused++;
                }
            }
        }
        return refused == 0 ? 0 : 1;
    }

    private Display measuring(int models) {
        return new Display(spec.commandLine().getOut(), spec.commandLine().getErr(), "Measuring", models);
    }

    private static void calibrate(Model model, List<EngineProvider> providers, Display display) throws Unsupported {
        for (EngineProvider provider : providers) {
            provider.calibrate(model, done -> {
                display.begin(model.name()); // not where the processor has no int8
                display.report(done);
            }).ifPresent(measured -> display.done(model.name() + ": " + measured + "."));
        }
    }

    @Command(name = "verify", mixinStandardHelpOptions = true,
            description = "Compares every model's file with its checksum.")
    int verify() {
        List<String> faults = ModelCatalog.verify(folder());
        faults.forEach(fault -> spec.commandLine().getErr().println("loupe: " + fault));
        if (faults.isEmpty()) {
            spec.commandLine().getOut().println(
                    "All " + ModelCatalog.load(folder()).models().size() + " models are as they should be.");
        }
        return faults.isEmpty() ? 0 : 1;
    }

    private Path folder() {
        return cli.settings().home().resolve("models");
    }

    private static String size(Path file) {
        try {
            long bytes = Files.size(file);
            return String.format(Locale.ROOT, bytes < 1_000_000 ? "%2$d kB" : "%1$.1f MB", bytes / 1e6, bytes / 1000);
        } catch (IOException gone) {
            return "gone";
        }
    }

    private static String measured(Map<String, Double> measured) {
        return new TreeMap<>(measured).entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.2f dB  ", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
    }
}
