package dev.loupe.cli;

import dev.loupe.App;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What one command said, and how it ended. */
record CommandLineRun(int exit, String out, String err) {
    /** Runs a command in this process, on a home. */
    static CommandLineRun of(Path home, Object... arguments) {
        List<String> all = new ArrayList<>(List.of("--home", home.toString()));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = new Cli(new App()).execute(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        return new CommandLineRun(exit, out.toString(), err.toString());
    }
}
