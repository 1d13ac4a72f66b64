package dev.loupe.cli;

import dev.loupe.report.CampaignReport;
import dev.loupe.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code loupe report}: a campaign as a page and as a table. */
@Command(name = "report", mixinStandardHelpOptions = true,
        description = "Writes a report of each source: a page with figures, pictures and failures,"
                + " and a table of every file.")
final class ReportCommand implements Callable<Integer> {
    private static final int PAGE = 1_000;

    private final Cli cli;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SOURCE", arity = "0..1", defaultValue = "", description = "Only this one.")
    private String source;

    @Option(names = {"-o", "--out"}, paramLabel = "DIR",
            description = "Where each source gets a folder (default: data/reports).")
    private Path out;

    ReportCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        Settings settings = cli.settings();
        Path folder = out == null ? settings.home().resolve("data/reports") : out;
        try (Books books = Books.open(settings)) {
            List<String> names = books.sources().stream().filter(name -> source.isEmpty() || name.equals(source))
                    .toList();
            for (String name : names) {
                Path page = CampaignReport.write(folder.resolve(name), name,
                        settings.home().resolve("data/samples/" + name),
                        before -> books.lines(name, false, before, PAGE));
                spec.commandLine().getOut().println(page);
            }
            if (names.isEmpty()) {
                spec.commandLine().getErr().println("loupe: There is nothing to report: no file "
                        + (source.isEmpty() ? "of a source" : "of " + source) + " has been looked at yet.");
            }
            return names.isEmpty() ? 1 : 0;
        }
    }
}
