package dev.loupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service may not write to one of the watched folder's places. */
@Tag("slow")
class FolderRightsTest {
    private static final int SOMEBODY = 54_321;

    @TempDir
    private Path directory;

    private TestHome home;

    @BeforeEach
    void prepare() throws IOException {
        home = new TestHome(directory);
    }

    @AfterEach
    void allowDeleting() throws IOException {
        for (String place : new String[] {"done", "inbox/2024"}) {
            if (Files.exists(home.data(place))) {
                mode(place, "rwxr-xr-x");
            }
        }
    }

    private void mode(String place, String mode) throws IOException {
        Files.setPosixFilePermissions(home.data(place), PosixFilePermissions.fromString(mode));
    }

    private void eventually(String folder, String... names) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(home.files(folder)).containsExactly(names));
    }

    @Test
    void what_cannot_be_moved_away_is_not_begun_and_waits_until_it_can() throws Exception {
        Files.createDirectories(home.data("done"));
        mode("done", "r-xr-xr-x");
        home.drop("2024/a.png", TestPictures.encoded(8, 8, "png", 1));
        home.drop("b.png", TestPictures.encoded(8, 8, "png", 2));
        mode("inbox/2024", "r-xr-xr-x");
        try (LoupeProcess service = LoupeProcess.run(home, Map.of(), "loupe.crash-attempts=1")) {
            await().atMost(Duration.ofMinutes(1)).until(() -> !service.said("cannot write to").isEmpty());
            assertThat(home.files("inbox")).containsExactly("2024/a.png", "b.png");
            mode("done", "rwxr-xr-x");
            eventually("done", "b.png");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> service.said("cannot write to " + home.data("inbox/2024")).size() == 1);
            assertThat(home.files("outbox")).containsExactly("b.png");
            mode("inbox/2024", "rwxr-xr-x");
            eventually("done", "2024/a.png", "b.png");
            assertThat(home.files("outbox")).containsExactly("2024/a.png", "b.png");
            assertThat(home.files("failed")).isEmpty();
            assertThat(service.said("cannot write to " + home.data("done"))).hasSize(1);
            assertThat(service.said("\tat ")).isEmpty();
        }
    }

    /** The folder says that it can be written to, and the file cannot be moved nevertheless. */
    @Test
    void a_picture_that_stays_in_the_inbox_is_enlarged_once_until_it_changes() throws Exception {
        assumeThat(System.getProperty("user.name")).as("only root can give files away").isEqualTo("root");
        Path file = home.drop("sticky/a.png", TestPictures.encoded(8, 8, "png", 1));
        Files.setAttribute(file.getParent(), "unix:mode", 01777);
        Files.setAttribute(file, "unix:uid", SOMEBODY);
        Files.setAttribute(file.getParent(), "unix:uid", SOMEBODY);
        try (LoupeProcess service = LoupeProcess.run(home, Map.of())) {
            await().atMost(Duration.ofMinutes(1)).until(() -> !service.said("stays in the inbox").isEmpty());
            home.drop("b.png", TestPictures.encoded(8, 8, "png", 2));
            eventually("done", "b.png", "sticky/a.png");
            home.drop("c.png", TestPictures.encoded(8, 8, "png", 3));
            eventually("done", "b.png", "c.png", "sticky/a.png");
            assertThat(service.said("sticky/a.png enlarged")).hasSize(1);
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
            await().atMost(Duration.ofMinutes(1)).until(() -> service.said("sticky/a.png enlarged").size() == 2);
            assertThat(service.said("\tat ")).isEmpty();
        }
    }
}
