package dev.loupe.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loupe.core.Printable;
import dev.loupe.work.Line;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loupe history}: what became of which file. */
@Command(name = "history", mixinStandardHelpOptions = true,
        description = "Tells what became of the files of all sources, the newest first; lets some be tried again.")
final class HistoryCommand implements Callable<Integer> {
    private final Cli cli;

    @Spec
    private CommandSpec spec;

    @Option(names = "--source", paramLabel = "NAME", defaultValue = "", description = "Only this one's.")
    private String source;

    @Option(names = "--failed", description = "Only those that failed.")
    private boolean failed;

    @Option(names = "--retry", paramLabel = "ID", arity = "0..*",
            description = "Fetches and does these again; with --failed and no ID, all that failed.")
    private List<Long> retry;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50",
            description = "So many at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "One JSON object on each line.")
    private boolean json;

    HistoryCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        try (Books books = cli.books()) {
            return retry == null ? list(books) : again(books);
        }
    }

    private int again(Books books) {
        if (retry.isEmpty() && !failed) {
            spec.commandLine().getErr()
                    .println("loupe: Which ones? --retry ID…, or --failed --retry for all that failed.");
            return spec.exitCodeOnInvalidInput();
        }
        int count = retry.isEmpty() ? books.retryFailed(source) : books.retry(retry);
        spec.commandLine().getOut().println(count == 1 ? "1 file is tried again." : count + " files are tried again.");
        return retry.isEmpty() || count == retry.size() ? 0 : 1;
    }

    private int list(Books books) throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        List<Line> lines = books.lines(source, failed, Long.MAX_VALUE, limit);
        for (Line line : lines) {
            out.println(json ? Json.of(line) : Printable.text(text(line)));
        }
        if (lines.isEmpty() && !json) {
            out.println(failed ? "Nothing has failed." : "No file of a source has been looked at yet.");
        }
        return 0;
    }

    private static String text(Line line) {
        String what = switch (line.state()) {
            case "done" -> line.result() + ": " + line.size() + " -> " + line.resultSize() + ", " + line.millis()
                    + " ms" + (line.notes().isEmpty() ? "" : "; " + line.notes());
            case "running" -> "";
            default -> (line.reason() + ": " + line.error()).replaceFirst("^: ", "");
        };
        return String.format(Locale.ROOT, "%6d  %-7s  %s: %s%s", line.id(), line.state(), line.source(), line.path(),
                what.isEmpty() ? "" : " -> " + what);
    }
}
