package dev.loupe.report;

import dev.loupe.failure.Failed;
import dev.loupe.work.Line;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Writes {@code report.html} and {@code report.csv}: every file of the campaign in the table, what counts on the page.
 * Memory does not grow with the campaign, but for eight bytes for each file that is done.
 */
public final class CampaignReport {
    private CampaignReport() {}

    /**
     * @param out a folder, made where it is not there
     * @param title what the campaign is called
     * @param samples folder of {@link Samples}
     * @param before lines with smaller ids than the one given, the newest first; an empty list ends them
     * @return the page
     */
    public static Path write(Path out, String title, Path samples, LongFunction<List<Line>> before) {
        Path table = out.resolve("report.csv");
        Path page = out.resolve("report.html");
        try {
            Files.createDirectories(out);
            List<Samples.Pair> pairs = Samples.in(samples);
            Sum sum = new Sum(pairs.stream().map(Samples.Pair::id).collect(Collectors.toSet()));
            try (BufferedWriter csv = Files.newBufferedWriter(table)) {
                csv.write(Csv.HEADER);
                for (List<Line> lines = before.apply(Long.MAX_VALUE); !lines.isEmpty();
                        lines = before.apply(lines.get(lines.size() - 1).id())) {
                    for (Line line : lines) {
                        csv.write(Csv.row(line));
                        sum.add(line);
                    }
                }
            }
            Files.writeString(page, ReportPage.html(title, sum, pairs, Instant.now()));
            return page;
        } catch (IOException unwritable) {
            throw new Failed("The report cannot be written to " + out + " (" + unwritable.getMessage() + ").",
                    unwritable);
        }
    }
}
