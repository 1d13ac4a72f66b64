package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.TestPictures;
import dev.loupe.store.Postgres;
import dev.loupe.work.WorkItem;
import dev.loupe.work.WorkItem.State;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two services with homes of their own, one PostgreSQL and one tree: no file is done twice, none is missed. */
@Tag("slow")
class SeveralProcessesTest {
    private static final int FILES = 120;

    @TempDir
    private Path folder;

    private EmbeddedPostgres postgres;
    private FtpSite site;
    private Archive one;
    private Archive two;

    @BeforeEach
    void open() throws IOException {
        postgres = Postgres.start();
        site = FtpSite.plain(folder.resolve("site"));
        one = service("one");
        two = service("two");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : Stream.of(one, two, site, postgres).filter(each -> each != null).toList()) {
            each.close();
        }
    }

    private Archive service(String name) throws IOException {
        return new Archive(folder.resolve(name)).ftp(site, "results=" + folder.resolve("results"))
                .with("loupe.jobs.jdbc-url=" + postgres.getJdbcUrl("postgres", "postgres"));
    }

    @Test
    void each_file_is_fetched_once_and_done_once_and_what_one_leaves_the_other_takes() throws Exception {
        List<String> names = IntStream.range(0, FILES).mapToObj(i -> String.format("%02d/%03d.png", i % 7, i)).sorted()
                .toList();
        for (int i = 0; i < FILES; i++) {
            Archive.put(site.file("scans/" + names.get(i)), TestPictures.noise(90, 80, i));
        }
        one.start();
        two.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> results().size() > FILES / 3);
        two.stop();
        one.eventuallyDone(FILES, 0);
        assertThat(results()).containsExactlyElementsOf(names);
        assertThat(one.home.files("samples/archive")).as("what the one has done").isNotEmpty();
        assertThat(two.home.files("samples/archive")).as("what the other has done").isNotEmpty();
        List<WorkItem> items = one.items();
        assertThat(items).extracting(WorkItem::path).containsExactlyInAnyOrderElementsOf(names);
        assertThat(items).allMatch(entry -> entry.state() == State.DONE && entry.seenAgain() == 0);
        long fetched = site.faults().requests().stream().filter(request -> request.startsWith("RETR")).count();
        assertThat(fetched).as("fetched; what the other had on its way when it stopped is fetched again")
                .isBetween((long) FILES, FILES + 8L);
    }

    private List<String> results() throws IOException {
        Path root = folder.resolve("results");
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).map(file -> root.relativize(file).toString())
                    .filter(name -> !name.contains(".loupe-")).sorted().toList();
        } catch (UncheckedIOException renamed) {
            return List.of();
        }
    }
}
