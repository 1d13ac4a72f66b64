package dev.loupe.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loupe.cli.Diagnosis.EngineState;
import dev.loupe.cli.Diagnosis.FolderState;
import dev.loupe.cli.Diagnosis.Machine;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loupe doctor}: what is there, what is not, and why. */
@Command(name = "doctor", mixinStandardHelpOptions = true,
        description = "Tells what this machine offers and what is wrong; exits with 1 if pictures cannot be enlarged.")
final class DoctorCommand implements Callable<Integer> {
    private final Cli cli;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    DoctorCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        Diagnosis diagnosis = cli.diagnosis();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(diagnosis));
        } else {
            print(diagnosis, out);
        }
        return diagnosis.isHealthy() ? 0 : 1;
    }

    private static void print(Diagnosis diagnosis, PrintWriter out) {
        Machine machine = diagnosis.machine();
        line(out, "Loupe", diagnosis.version());
        line(out, "Java", machine.java() + ", up to " + gigabytes(machine.heapBytes()) + " of heap");
        line(out, "Machine", machine.system() + ", " + machine.processors() + " processors, "
                + gigabytes(machine.memoryBytes())
                + " of memory");
        line(out, "Home", diagnosis.home().toString());
        diagnosis.configuration().forEach(fault -> line(out, "Fault", fault));
        diagnosis.warnings().forEach(warning -> line(out, "Warning", warning));
        diagnosis.engines().forEach(engine -> line(out, "Engine", describe(engine)));
        diagnosis.models().forEach(model -> line(out, "Model", model + ", checksum right"));
        diagnosis.modelFaults().forEach(fault -> line(out, "Fault", fault));
        diagnosis.folders().forEach(folder -> line(out, folder.writable() ? "Folder" : "Fault", describe(folder)));
        out.println(diagnosis.isHealthy() ? "Pictures can be enlarged here."
                : "Pictures cannot be enlarged here as it is.");
    }

    private static void line(PrintWriter out, String what, String text) {
        out.println(String.format(Locale.ROOT, "%-8s %s", what, text));
    }

    private static String describe(EngineState engine) {
        return engine.engine() + (engine.ready() ? " ready: " : " not ready: ") + engine.detail();
    }

    private static String describe(FolderState folder) {
        return folder.name() + " " + folder.path() + (folder.writable()
                ? " writable, " + gigabytes(folder.freeBytes()) + " free"
                : " cannot be written to");
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
