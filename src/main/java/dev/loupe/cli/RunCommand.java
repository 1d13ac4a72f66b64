package dev.loupe.cli;

import dev.loupe.core.Core;
import dev.loupe.settings.FolderSettings;
import dev.loupe.settings.Settings;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code loupe run}: the service, until it is told to stop. */
@Command(name = "run", mixinStandardHelpOptions = true,
        description = "Starts the service: watches the inbox until it is stopped with ^C or SIGTERM.")
final class RunCommand implements Callable<Integer> {
    private final Cli cli;

    @Spec
    private CommandSpec spec;

    RunCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = cli.settings();
        ServiceLog log = ServiceLog.start(settings);
        Diagnosis.lookForWarnings().forEach(LoggerFactory.getLogger(RunCommand.class)::warn);
        Core core = cli.open(settings);
        AutoCloseable service = serve(core);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service, core, log), "stop"));
        announce(settings);
        new CountDownLatch(1).await(); // the shutdown hook is the way out
        return 0;
    }

    private AutoCloseable serve(Core core) {
        try {
            return cli.serve(core);
        } catch (RuntimeException refused) {
            core.close();
            throw refused;
        }
    }

    private void announce(Settings settings) {
        FolderSettings folder = settings.folder();
        spec.commandLine().getOut().println(folder.enabled()
                ? "Drop pictures into " + folder.inbox() + "; they come out enlarged in " + folder.outbox()
                + ". ^C stops."
                : "Running; no folder is watched (loupe.folder.enabled=false). ^C stops.");
    }

    private void stop(AutoCloseable service, Core core, ServiceLog log) {
        try (log; core; service) {
            spec.commandLine().getOut().println("Stopping: what runs is finished first.");
        } catch (Exception failure) {
            spec.commandLine().getErr().println("loupe: stopping failed: " + failure);
        }
    }
}
