package dev.loupe.cli;

import dev.loupe.core.Core;
import dev.loupe.core.Version;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.failure.LoupeException;
import dev.loupe.model.Model;
import dev.loupe.settings.InvalidSettings;
import dev.loupe.settings.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command {@code loupe}: turns arguments into calls and outcomes into exit codes. */
@Command(name = "loupe", mixinStandardHelpOptions = true, versionProvider = Cli.Name.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Enlarges pictures with EDSR super-resolution networks.",
        footer = {"", "'loupe help COMMAND' explains a command."
                + " Exit codes: 0 all done, 1 something failed, 2 wrong usage."})
public final class Cli {
    private final Program program;

    @Option(names = "--home", paramLabel = "DIR", scope = ScopeType.INHERIT,
            description = "Holds config, routes, models and data (default: the installation).")
    private Path home;

    public Cli(Program program) {
        this.program = program;
    }

    /** Runs one command; returns 0 when all is done, 1 when something failed, 2 for wrong usage. */
    public int execute(String... arguments) {
        if (!List.of(arguments).contains("run")) {
            CommandLog.start();
        }
        return execute(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments);
    }

    int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(this)
                .addSubcommand(new RunCommand(this))
                .addSubcommand(EnhanceCommand.of(this))
                .addSubcommand(new CommandLine(new ModelsCommand(this)).addSubcommand(EvaluateCommand.of(this)))
                .addSubcommand(new DoctorCommand(this))
                .addSubcommand(new HistoryCommand(this))
                .addSubcommand(new CheckCommand(this))
                .addSubcommand(new ReportCommand(this))
                .addSubcommand(BenchCommand.of(this))
                .addSubcommand(new HelpCommand())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Cli::explainUsage)
                .setExecutionExceptionHandler(Cli::explain)
                .execute(arguments);
    }

    /** What is configured in the home the command was given. */
    Settings settings() {
        return Settings.load(Home.prepare(home));
    }

    Books books() {
        return Books.open(settings());
    }

    Core open(Settings settings) {
        return program.open(settings);
    }

    Diagnosis diagnosis() {
        return Diagnosis.of(Version.text(), Home.prepare(home), program);
    }

    List<EngineProvider> providers() {
        Settings settings = settings();
        return program.providers(settings, program.measurements(settings));
    }

    Program.Reference reference(Model model) throws Unsupported {
        return program.reference(model);
    }

    AutoCloseable serve(Core core) {
        return program.serve(core);
    }

    private static int explainUsage(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("loupe: " + wrong.getMessage());
        command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' says how it is used.");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int explain(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof LoupeException || failure instanceof InvalidSettings) {
            command.getErr().println("loupe: " + failure.getMessage());
            return command.getCommandSpec().exitCodeOnExecutionException();
        }
        throw failure;
    }

    /** What {@code --version} prints. */
    static final class Name implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"loupe " + Version.text()};
        }
    }
}
