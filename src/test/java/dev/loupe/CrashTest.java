package dev.loupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One poisonous picture must not kill the service for ever, and what was in flight beside it must not be lost. */
@Tag("slow")
class CrashTest {
    @TempDir
    private Path directory;

    private Process service;

    @AfterEach
    void end() {
        if (service != null) {
            service.destroyForcibly();
        }
    }

    private void start(TestHome home) throws IOException {
        service = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-cp", System.getProperty("java.class.path"), HaltingApp.class.getName(), "run", "--home",
                home.path().toString())
                .redirectErrorStream(true).redirectOutput(new File(directory.toFile(), "out.txt")).start();
    }

    @Test
    void a_picture_that_kills_the_process_is_set_aside_after_three_times() throws Exception {
        TestHome home = new TestHome(directory.resolve("home"), "loupe.engine=halting",
                "loupe.http.management.port=0", "loupe.folder.settle=100ms",
                "loupe.folder.poll=100ms", "loupe.crash-attempts=3");
        home.drop("poison.png", TestPictures.encoded(13, 13, "png", 1));
        for (int death = 1; death <= 3; death++) {
            start(home);
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).as("death " + death + ": " + output()).isTrue();
            assertThat(service.exitValue()).as(output()).isEqualTo(HaltingApp.EXIT);
            assertThat(home.has("inbox/poison.png")).isTrue();
            assertThat(home.files("failed")).isEmpty();
        }
        start(home);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(home.files("failed")).as(output())
                .containsExactly("poison.png", "poison.png.json"));
        assertThat(Files.readString(home.data("failed/poison.png.json")))
                .contains("the process died while working on it");
        home.drop("good.png", TestPictures.encoded(20, 20, "png", 1));
        await().atMost(Duration.ofSeconds(30)).until(() -> home.has("outbox/good.png"));
        assertThat(service.isAlive()).isTrue();
    }

    @Test
    void a_picture_of_a_source_that_kills_the_process_is_set_aside_and_stays_where_it_is() throws Exception {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        TestHome home = new TestHome(directory.resolve("home"), "loupe.engine=halting",
                "loupe.http.management.port=0", "loupe.folder.enabled=false",
                "loupe.crash-attempts=2", "loupe.sources.at-once=1", "loupe.sources[0].type=folder",
                "loupe.sources[0].name=scans", "loupe.sources[0].directory=" + tree, "loupe.sources[0].settle=0ms",
                "loupe.sources[0].poll=200ms");
        Files.write(tree.resolve("poison.png"), TestPictures.encoded(13, 13, "png", 1));
        Files.write(tree.resolve("good.png"), TestPictures.encoded(20, 20, "png", 1));
        for (int death = 1; death <= 2; death++) {
            start(home);
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).as("death " + death + ": " + output()).isTrue();
            assertThat(service.exitValue()).as(output()).isEqualTo(HaltingApp.EXIT);
        }
        start(home);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(home.files("failed/scans")).as(output())
                .containsExactly("poison.png", "poison.png.json"));
        await().atMost(Duration.ofSeconds(30)).until(() -> home.has("outbox/scans/good.png"));
        assertThat(Files.readString(home.data("failed/scans/poison.png.json"))).contains("DIED_WORKING");
        assertThat(tree.resolve("poison.png")).exists();
        assertThat(service.isAlive()).isTrue();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("out.txt"));
    }
}
