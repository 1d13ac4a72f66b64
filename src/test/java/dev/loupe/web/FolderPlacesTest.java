package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One of the watched folder's places is not there: pictures wait in the inbox until it is. */
@Tag("slow")
class FolderPlacesTest {
    @TempDir
    private Path directory;

    private TestHome files;
    private Home home;

    private void start(String... more) throws IOException {
        Map<String, String> keys = new HashMap<>(Map.of("loupe.folder.enabled", "true", "loupe.folder.settle", "100ms",
                "loupe.folder.poll", "100ms", "loupe.retries", "1", "loupe.retry-delay", "10ms"));
        for (String line : more) {
            keys.put(line.split("=")[0], line.split("=")[1]);
        }
        home = new Home(directory, keys);
    }

    @AfterEach
    void stop() throws Exception {
        if (home != null) {
            home.close();
        }
    }

    private void eventually(String folder, String... names) {
        Awaitility.await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(files.files(folder)).containsExactly(names));
    }

    private void eventuallyWaitsFor(String... parts) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                Client.json(new Client(home.url).get("/healthz")).path("folder_waits").toString()).contains(parts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"outbox", "done", "failed"})
    void nothing_is_taken_before_all_places_are_there(String place) throws Exception {
        files = new TestHome(directory.resolve("home"));
        Files.createDirectories(files.data("."));
        Files.writeString(files.data(place), "a file where the folder should be");
        start();
        int warmUp = home.engine.begun();
        files.drop("a.png", Pictures.png(20, 10));
        files.drop("sub/b.png", Pictures.png(21, 10));
        files.drop("broken.png", new byte[] {1});
        eventuallyWaitsFor(files.data(place) + " is no folder", "loupe.folder." + place);
        assertThat(files.files("inbox")).containsExactly("a.png", "broken.png", "sub/b.png");
        assertThat(home.engine.begun()).isEqualTo(warmUp);

        Files.delete(files.data(place));
        eventually("done", "a.png", "sub/b.png");
        eventually("outbox", "a.png", "sub/b.png");
        eventually("failed", "broken.png", "broken.png.json");
        eventuallyWaitsFor("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void a_picture_whose_result_has_no_place_any_more_is_taken_again(String queue) throws Exception {
        files = new TestHome(directory.resolve("home"));
        start("loupe.folder.queue=" + queue);
        int warmUp = home.engine.begun();
        home.engine.hold();
        files.drop("a.png", Pictures.png(20, 10));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> home.engine.begun() == warmUp + 1);
        Files.deleteIfExists(files.data("outbox"));
        Files.writeString(files.data("outbox"), "a file where the folder should be");
        home.engine.releaseAll();
        eventuallyWaitsFor(files.data("outbox").toString());
        assertThat(files.files("inbox")).containsExactly("a.png");
        assertThat(files.files("failed")).isEmpty();

        Files.delete(files.data("outbox"));
        eventually("outbox", "a.png");
        eventually("done", "a.png");
        assertThat(files.files("failed")).isEmpty();
    }

    @Test
    void only_the_pictures_below_wait_for_a_place_further_down() throws Exception {
        files = new TestHome(directory.resolve("home"));
        Files.createDirectories(files.data("done"));
        Files.writeString(files.data("done/2024"), "a file where the folder should be");
        start();
        files.drop("2024/a.png", Pictures.png(20, 10));
        eventuallyWaitsFor("Pictures in " + files.data("inbox/2024") + " wait", files.data("done/2024").toString());
        files.drop("b.png", Pictures.png(21, 10));
        eventually("outbox", "b.png");
        Files.delete(files.data("done/2024"));
        eventually("outbox", "2024/a.png", "b.png");
        eventually("done", "2024/a.png", "b.png");
    }
}
