package dev.loupe.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.loupe.engine.Availability;
import dev.loupe.engine.Availability.Ready;
import dev.loupe.engine.Availability.Unavailable;
import dev.loupe.engine.EngineProvider;
import dev.loupe.model.ModelCatalog;
import dev.loupe.settings.InvalidSettings;
import dev.loupe.settings.Settings;
import dev.loupe.store.FileAccess;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Loupe finds on this machine.
 *
 * @param configuration faults, each a sentence
 * @param warnings what some pictures will suffer from, each a sentence
 * @param models names
 * @param modelFaults each a sentence
 */
record Diagnosis(
        String version, Machine machine, Path home, List<String> configuration, List<String> warnings,
        List<EngineState> engines, List<String> models, List<String> modelFaults, List<FolderState> folders) {

    /** @param memoryBytes of the machine, or of the container it is */
    record Machine(String java, String system, int processors, long memoryBytes, long heapBytes) {
        static Machine here() {
            return new Machine(
                    Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                    System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                    Runtime.getRuntime().availableProcessors(),
                    ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
                    Runtime.getRuntime().maxMemory());
        }
    }

    /** @param detail what really runs, or the reason why it cannot */
    record EngineState(String engine, boolean ready, String detail) {
        static EngineState of(String engine, Availability availability) {
            return availability instanceof Ready ready
                    ? new EngineState(engine, true, ready.version())
                    : new EngineState(engine, false, ((Unavailable) availability).reason());
        }
    }

    /** A folder that Loupe writes to, whether or not it has been made yet. */
    record FolderState(String name, Path path, boolean writable, long freeBytes) {
        static FolderState of(String name, Path path) {
            return new FolderState(name, path, FileAccess.isWritable(path), free(FileAccess.existing(path)));
        }

        private static long free(Path there) {
            try {
                return Files.getFileStore(there).getUsableSpace();
            } catch (IOException unknown) {
                return 0;
            }
        }
    }

    static Diagnosis of(String version, Path home, Program program) {
        try {
            return of(version, Settings.load(home), program);
        } catch (InvalidSettings invalid) {
            return new Diagnosis(version, Machine.here(), home, invalid.faults(), lookForWarnings(), List.of(),
                    List.of(), List.of(), List.of());
        }
    }

    private static Diagnosis of(String version, Settings settings, Program program) {
        Path models = settings.home().resolve("models");
        List<String> faults = ModelCatalog.verify(models);
        List<String> names = faults.isEmpty()
                ? ModelCatalog.load(models).models().stream().map(model -> model.name()).toList()
                : List.of();
        return new Diagnosis(version, Machine.here(), settings.home(), List.of(), lookForWarnings(),
                engines(program.providers(settings, program.measurements(settings))), names,
                faults, folders(settings));
    }

    /** Java cannot open a file whose name it cannot spell; on Windows names are Unicode whatever it says. */
    static List<String> lookForWarnings() {
        String names = System.getProperty("sun.jnu.encoding");
        return File.separatorChar == '\\' || "UTF-8".equals(names) ? List.of() : List.of("Java reads file names as "
                + names + "; files with other names are left alone. Start Loupe with bin/loupe, or set"
                + " LC_ALL=C.UTF-8.");
    }

    private static List<EngineState> engines(List<EngineProvider> providers) {
        List<EngineState> engines = new ArrayList<>();
        for (EngineProvider provider : providers) {
            provider.devices().forEach(device ->
                    engines.add(EngineState.of(provider.name() + ":" + device, provider.probe(device))));
        }
        return engines;
    }

    private static List<FolderState> folders(Settings settings) {
        Map<String, Path> folders = new TreeMap<>(Map.of("data", settings.home().resolve("data")));
        if (settings.folder().enabled()) {
            folders.put("inbox", settings.folder().inbox());
            folders.put("outbox", settings.folder().outbox());
            folders.put("done", settings.folder().done());
            folders.put("failed", settings.folder().failed());
        }
        return folders.entrySet().stream().map(entry -> FolderState.of(entry.getKey(), entry.getValue())).toList();
    }

    /** Whether pictures can be enlarged here. */
    boolean isHealthy() {
        return configuration.isEmpty() && modelFaults.isEmpty() && engines.stream().anyMatch(EngineState::ready)
                && folders.stream().allMatch(FolderState::writable);
    }
}
