package dev.loupe.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code loupe check}: look now, instead of when it is time. */
@Command(name = "check", mixinStandardHelpOptions = true,
        description = "Lets the running service look at its sources now.")
final class CheckCommand implements Callable<Integer> {
    private final Cli cli;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SOURCE", arity = "0..1", defaultValue = "", description = "Only this one.")
    private String source;

    CheckCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        try (Books books = cli.books()) {
            spec.commandLine().getOut().println("Looked at now: " + String.join(", ", books.check(source)));
            return 0;
        }
    }
}
