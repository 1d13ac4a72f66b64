package dev.loupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.store.Attempts;
import dev.loupe.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service is stopped while its watched folder is at work: every picture is done by the next one. */
@Tag("slow")
class FolderStopTest extends WithFolder {
    private int begun() {
        try (Database database = new Database(core.settings().jdbcUrl())) {
            return new Attempts(database).unfinished();
        }
    }

    private void untilBegun() {
        await().atMost(Duration.ofSeconds(60)).until(() -> begun() == 1);
    }

    @Test
    void what_waits_for_its_turn_or_for_another_try_stays_in_the_inbox() throws Exception {
        Files.createDirectories(home.data("failed"));
        Path inTheWay = Files.createDirectories(home.data("outbox/a.png/full"));
        start("loupe.folder.duplicates=overwrite", "loupe.folder.at-once=1",
                "loupe.retries=2", "loupe.retry-delay=1h", "loupe.stop.timeout=1s");
        home.drop("a.png", TestPictures.encoded(20, 20, "png", 1));
        untilBegun();
        home.drop("b.png", TestPictures.encoded(20, 20, "png", 2));
        TimeUnit.SECONDS.sleep(2); // b settles, is taken, and waits until a has left the only thread
        stop();
        assertThat(home.files("inbox")).containsExactly("a.png", "b.png");
        assertThat(home.data("failed")).isEmptyDirectory();

        Files.delete(inTheWay);
        Files.delete(inTheWay.getParent());
        start();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
                assertThat(home.files("done")).containsExactly("a.png", "b.png"));
        assertThat(home.files("outbox")).containsExactly("a.png", "b.png");
    }

    @Test
    void what_is_not_enlarged_in_time_is_given_up_and_does_not_count_as_a_death() throws Exception {
        start("loupe.engine=auto", "loupe.stop.timeout=100ms");
        home.drop("large.jpg", TestPictures.encoded(2_000, 2_000, "jpg", 1));
        untilBegun();
        TimeUnit.MILLISECONDS.sleep(500); // it is decoded by now
        stop();
        assertThat(home.files("inbox")).containsExactly("large.jpg");
        assertThat(home.files("failed")).isEmpty();
        assertThat(begun()).isZero();
    }

    /** As a process, with which its log ends; Log4j takes what has servlets beside it for a web application. */
    @Test
    void the_file_of_a_route_of_ones_own_stays_too_and_the_log_says_so() throws Exception {
        home.configure("loupe.engine=auto", "loupe.stop.timeout=100ms");
        Files.writeString(home.path().resolve("routes/own.camel.yaml"), """
                - route:
                    from:
                      uri: "file:{{loupe.home}}/own"
                      parameters: { move: .done, moveFailed: .failed }
                      steps:
                        - to: { uri: "file:{{loupe.home}}/begun" }
                        - to: { uri: direct:upscale }
                """);
        Path own = Files.createDirectories(home.path().resolve("own"));
        Files.write(own.resolve("large.jpg"), TestPictures.encoded(2_000, 2_000, "jpg", 1));
        Path said = directory.resolve("said.txt");
        Process service = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g", "-Dlog4j2.is.webapp=false", "-cp", System.getProperty("java.class.path"),
                App.class.getName(), "run", "--home", home.path().toString())
                .redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(home.path().resolve("begun/large.jpg")));
        } finally {
            service.destroy();
        }
        assertThat(service.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(said).content().contains("large.jpg is not done now: The service stops");
        assertThat(own).isDirectoryContaining("glob:**/large.jpg")
                .isDirectoryNotContaining("glob:**/.failed").isDirectoryNotContaining("glob:**/.done");
    }
}
