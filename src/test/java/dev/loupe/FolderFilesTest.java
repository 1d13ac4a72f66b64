package dev.loupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the inbox and is no picture that can be opened: it holds nothing up, and is said once. */
@Tag("slow")
class FolderFilesTest {
    private static final byte[] PICTURE = TestPictures.encoded(8, 8, "png", 1);

    @TempDir
    Path directory;

    private TestHome home;

    @BeforeEach
    void prepare() throws IOException {
        home = new TestHome(directory);
        Files.createDirectories(home.data("inbox"));
    }

    private void inInbox(String script) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", script).directory(home.data("inbox").toFile()).inheritIO().start()
                .waitFor()).isZero();
    }

    private void eventuallyDone(String name) throws IOException {
        home.drop(name, PICTURE);
        await().atMost(Duration.ofMinutes(1)).until(() -> home.has("done/" + name) && home.has("outbox/" + name));
    }

    @Test
    void pipes_dangling_links_and_names_that_java_cannot_open_are_left_alone_and_said_once() throws Exception {
        inInbox("mkfifo a.png b.png; ln -s nowhere.png c.png; ln -s /dev/zero d.png");
        inInbox("touch \"$(printf 'latin\\351.png')\" 'back\\slash.png'; ln -s loop.png loop.png");
        try (LoupeProcess service = LoupeProcess.run(home, Map.of())) {
            eventuallyDone("first.png");
            eventuallyDone("second.png");
            for (String name : List.of("a.png is left", "b.png is left", "c.png is left", "d.png is left",
                    "latin\uFFFD.png is left", "back\\slash.png is left", "loop.png is left")) {
                assertThat(service.said(name)).as(name).hasSize(1);
            }
            eventuallyDone("new\nline \u001b[31mred \u202egnp.exe.png");
            assertThat(service.said("new?line ?[31mred ?gnp.exe.png")).as("its line cannot be forged").isNotEmpty();
            assertThat(service.said("\u001b")).isEmpty();
            assertThat(service.said("\tat ")).isEmpty();
            assertThat(home.files("failed")).isEmpty();
            service.stop();
            assertThat(service.endsWithin(60)).isTrue();
        }
    }

    @Test
    void a_file_that_is_gone_when_its_turn_comes_is_skipped() throws Exception {
        try (LoupeProcess service = LoupeProcess.run(home, Map.of(), "loupe.folder.at-once=1",
                "loupe.retry-delay=1h")) {
            for (int i = 0; i < 10; i++) {
                home.drop(i + ".png", TestPictures.encoded(1_000, 1_000, "png", i));
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> !home.files("outbox").isEmpty());
            inInbox("rm -f *.png");
            eventuallyDone("last.png");
            assertThat(home.files("failed")).isEmpty();
            assertThat(service.said("gone from the inbox")).hasSizeLessThanOrEqualTo(3);
            assertThat(service.said("failed")).isEmpty();
            assertThat(service.said("\tat ")).isEmpty();
        }
    }

    @Test
    void a_file_that_may_not_be_read_is_set_aside_at_once_and_holds_nothing_up() throws Exception {
        Path file = home.drop("private.png", PICTURE);
        assertThat(file.toFile().setReadable(false, false)).isTrue();
        try (LoupeProcess service = LoupeProcess.run(home, Map.of(), "loupe.folder.at-once=1",
                "loupe.retry-delay=1h")) {
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() ->
                    assertThat(home.files("failed")).containsExactly("private.png", "private.png.json"));
            assertThat(Files.readString(home.data("failed/private.png.json"))).contains(
                    "may not be read by user " + System.getProperty("user.name"), "\"attempts\" : 1");
            eventuallyDone("after.png");
            assertThat(service.said("private.png")).hasSize(1);
        }
    }

    /** Java's character set is ASCII here, because nobody started it with {@code bin/loupe}. */
    @Test
    void a_java_that_cannot_open_every_name_says_so() throws Exception {
        Map<String, String> ascii = Map.of("LC_ALL", "C");
        inInbox("touch \"$(printf 'Gr\\303\\274\\303\\237e.png')\"");
        try (LoupeProcess service = LoupeProcess.run(home, ascii)) {
            eventuallyDone("first.png");
            eventuallyDone("second.png");
            assertThat(service.said("Java reads file names as ")).hasSize(1);
            assertThat(service.said("is left alone: its name is not in ")).hasSize(1);
            assertThat(service.said("\tat ")).isEmpty();
        }
        try (LoupeProcess doctor = new LoupeProcess(home, ascii, "doctor")) {
            assertThat(doctor.endsWithin(60)).isTrue();
            assertThat(doctor.said("Warning  Java reads file names as ")).hasSize(1);
        }
    }
}
