package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.TestPictures;
import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import dev.loupe.web.Home;
import dev.loupe.work.WorkHistory;
import dev.loupe.work.WorkItem;
import dev.loupe.work.WorkItem.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files come first, how fast they come, and what a campaign leaves behind in the end. */
@Tag("slow")
class SourceFlowTest extends Servers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({"oldest, 2 3 1", "newest, 1 3 2", "name, 1 2 3"})
    void patterns_sizes_and_order_say_which_files_and_when(String order, String expected) throws Exception {
        Instant now = Instant.now();
        for (int i = 1; i <= 3; i++) {
            Path file = sftp.file("scans/1999/" + i + ".png");
            Archive.put(file, Archive.picture(i));
            Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(List.of(0, 9, 5).get(i - 1) * 5000L)));
        }
        Archive.put(sftp.file("scans/1999/note.txt"), new byte[5]);
        Archive.put(sftp.file("scans/1999/huge.png"), new byte[50_000]);
        Archive.put(sftp.file("scans/2001/other.png"), Archive.picture(4));
        archive.sftp(sftp, "include=19??/**,**/*.png", "exclude=2001/**,**/*.txt", "max-bytes=40k", "order=" + order)
                .with("loupe.sources.at-once=1").start();
        archive.eventuallyDone(3, 0);
        assertThat(archive.items().stream().sorted(Comparator.comparing(item -> item.finished().orElseThrow())))
                .extracting(item -> item.path().substring(5, 6)).containsExactly(expected.split(" "));
    }

    private static int fetched(Database database) {
        return (int) new WorkHistory(database).list(Optional.empty(), Optional.empty(), Long.MAX_VALUE, 10).stream()
                .filter(item -> item.stage() == Stage.FETCHED).count();
    }

    @Test
    void of_what_is_fetched_the_source_of_higher_priority_goes_first() throws Exception {
        Map<String, String> keys = new HashMap<>(Map.of("loupe.sources.at-once", "1", "loupe.http.enabled", "false",
                "loupe.jobs.enabled", "false"));
        for (int i = 0; i < 2; i++) {
            String name = List.of("low", "high").get(i);
            String source = "loupe.sources[" + i + "].";
            keys.putAll(Map.of(source + "type", "folder", source + "name", name, source + "settle", "0ms",
                    source + "directory", Files.createDirectories(folder.resolve(name)).toString(),
                    source + "priority", i == 0 ? "-5" : "5", source + "poll", "200ms"));
        }
        try (Home held = new Home(folder.resolve("held"), keys);
                Database database = new Database(Settings.load(folder.resolve("held/home")).jdbcUrl())) {
            held.engine.hold();
            int before = held.engine.begun();
            for (int picture = 0; picture < 8; picture++) {
                Archive.put(folder.resolve(picture % 2 == 0 ? "low" : "high").resolve(picture + ".png"),
                        Archive.picture(picture));
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(List.of(held.engine.begun(), fetched(database)))
                    .containsExactly(before + 1, 7));
            held.engine.releaseAll();
            await().atMost(PATIENCE).until(() -> files(folder.resolve("held/home/data/outbox")) == 8);
        }
        try (Database database = new Database(Settings.load(folder.resolve("held/home")).jdbcUrl())) {
            List<String> order = new WorkHistory(database)
                    .list(Optional.empty(), Optional.empty(), Long.MAX_VALUE, 10).stream()
                    .sorted(Comparator.comparing(item -> item.finished().orElseThrow())).map(WorkItem::source)
                    .toList();
            String first = order.get(0); // it was begun before there was a choice
            assertThat(order.subList(1, 8)).containsExactlyElementsOf(first.equals("low")
                    ? List.of("high", "high", "high", "high", "low", "low", "low")
                    : List.of("high", "high", "high", "low", "low", "low", "low"));
        }
    }

    private static long files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).filter(file -> !file.getFileName().toString().startsWith("."))
                    .count();
        }
    }

    @Test
    void no_more_pictures_are_fetched_in_a_minute_than_they_may() throws Exception {
        for (int i = 0; i < 5; i++) {
            Archive.put(ftp.file("scans/" + i + ".png"), Archive.picture(i));
        }
        archive.ftp(ftp, "per-minute=1").start();
        archive.eventuallyResults("0.png");
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> requests("RETR") == 1);
    }

    @Test
    void a_transfer_is_no_faster_than_it_may_and_does_not_hold_up_a_stop() throws Exception {
        Archive.put(ftp.file("scans/a.png"), TestPictures.noise(180, 170, 1));
        archive.ftp(ftp, "max-rate=1k", "timeout=30s").start();
        await().atMost(PATIENCE).until(() -> requests("RETR") == 1);
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> archive.results().isEmpty());
        archive.stop();
        archive.keys("max-rate=").start();
        archive.eventuallyDone(1, 0);
    }

    @Test
    void a_server_whose_clock_is_wrong_is_served_and_nothing_is_done_twice_for_it() throws Exception {
        Archive.put(ftp.file("scans/a.png"), Archive.picture(1));
        ftp.faults().skew(Duration.ofHours(5));
        archive.ftp(ftp, "settle=100ms").start();
        archive.eventuallyDone(1, 0);
        Path result = archive.home.data("outbox/archive/a.png");
        FileTime written = Files.getLastModifiedTime(result);
        ftp.faults().skew(Duration.ofHours(-7));
        await().atMost(PATIENCE).until(() -> requests("RETR") == 2);
        archive.eventuallyDone(1, 0);
        assertThat(Files.getLastModifiedTime(result)).isEqualTo(written);
        assertThat(archive.items()).extracting(WorkItem::seenAgain).containsExactly(1);
    }

    @Test
    void when_nothing_is_left_the_report_is_there() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        Archive.put(sftp.file("scans/bad.png"), new byte[] {1, 2, 3});
        archive.sftp(sftp).start();
        archive.eventuallyDone(1, 1);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(archive.home.data("reports/archive/report.html")).content().contains("bad.png", "data:image/");
            assertThat(archive.home.data("reports/archive/report.csv")).content().contains("a.png", "NOT_A_PICTURE");
        });
        Archive.put(sftp.file("scans/second.png"), Archive.picture(2));
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(archive.home.data("reports/archive/report.csv")).content().contains("second.png"));
    }
}
