package dev.loupe.camel.source;

import dev.loupe.report.CampaignReport;
import dev.loupe.work.Line;
import dev.loupe.work.WorkHistory;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a source's report by itself when nothing of its tree is left, where {@code loupe report} puts it, too. */
record Reports(Path home, WorkHistory history) {
    private static final int READ_AT_ONCE = 1_000;

    void write(Source source) {
        String name = source.name();
        try {
            Path page = CampaignReport.write(home.resolve("data/reports").resolve(name), name,
                    home.resolve("data/samples").resolve(name),
                    before -> history.list(Optional.of(name), Optional.empty(), before, READ_AT_ONCE).stream()
                            .map(Line::of).toList());
            Source.log.info("{}: nothing is left: {}; the report is {}", name, source.campaign().standing(), page);
        } catch (RuntimeException unwritten) {
            Source.log.warn("{}: nothing is left: {}; there is no report: {}", name, source.campaign().standing(),
                    unwritten.getMessage());
        }
    }
}
