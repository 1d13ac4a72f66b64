package dev.loupe.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.Needs;
import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final Origin JPEG = new Origin("folder", "a/photo.jpg", "1".repeat(64));
    private static final Origin PNG = new Origin("folder", "a/photo.png", "2".repeat(64));

    @TempDir
    private Path home;

    private Database database;

    @BeforeEach
    void open() {
        database = new Database("jdbc:h2:file:" + home.resolve("state") + ";WRITE_DELAY=0");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String reserve(Duplicates policy, String wanted, Origin origin) {
        return new Names(database, policy).reserve(home, wanted, origin);
    }

    @Test
    void a_database_that_does_not_open_is_a_failure_that_names_the_key() throws IOException {
        Files.writeString(home.resolve("broken.mv.db"), "no database");
        assertThatThrownBy(() -> new Database("jdbc:h2:file:" + home.resolve("broken"))).isInstanceOf(Failed.class)
                .hasMessageContainingAll("broken", "loupe.jobs.jdbc-url");
        assertThatThrownBy(() -> new Database("jdbc:oracle:thin:@db")).isInstanceOf(Failed.class)
                .hasMessageContaining("loupe.jobs.jdbc-url");
    }

    @Test
    void an_attempt_counts_until_it_ends() {
        Attempts attempts = new Attempts(database);
        assertThat(attempts.begin(JPEG)).isEqualTo(1);
        assertThat(attempts.begin(JPEG)).isEqualTo(2);
        assertThat(attempts.begin(PNG)).isEqualTo(1);
        assertThat(attempts.unfinished()).isEqualTo(2);
        attempts.end(JPEG);
        assertThat(attempts.begin(JPEG)).isEqualTo(1);
    }

    @Test
    void attempts_outlive_the_process() {
        new Attempts(database).begin(JPEG);
        database.close();
        open();
        assertThat(new Attempts(database).begin(JPEG)).isEqualTo(2);
    }

    @Test
    void what_a_stop_finishes_is_still_written() throws IOException, InterruptedException {
        String url = "jdbc:h2:file:" + home.resolve("stopping") + ";WRITE_DELAY=0";
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-cp", System.getProperty("java.class.path"), Stopping.class.getName(), url)
                .inheritIO().start();
        assertThat(process.waitFor()).isZero();
        try (Database stopped = new Database(url)) {
            assertThat(new Attempts(stopped).unfinished()).isEqualTo(1);
        }
    }

    @Test
    void a_different_picture_gets_a_version_of_a_taken_name() throws IOException {
        assertThat(reserve(Duplicates.VERSION, "photo.jpg", JPEG)).isEqualTo("photo.jpg");
        Files.createFile(home.resolve("photo.jpg"));
        assertThat(reserve(Duplicates.VERSION, "photo.jpg", PNG)).isEqualTo("photo-2.jpg");
        assertThat(reserve(Duplicates.VERSION, "photo.jpg", JPEG)).as("a redo").isEqualTo("photo.jpg");
        Files.createFile(home.resolve("photo-2.jpg"));
        assertThat(reserve(Duplicates.VERSION, "photo.jpg", PNG)).as("a redo").isEqualTo("photo-2.jpg");
    }

    @Test
    void a_name_whose_file_is_still_to_come_is_taken() {
        new Attempts(database).begin(JPEG);
        reserve(Duplicates.VERSION, "photo.jpg", JPEG);
        assertThat(reserve(Duplicates.VERSION, "photo.jpg", PNG)).isEqualTo("photo-2.jpg");
    }

    @Test
    void a_name_whose_file_was_fetched_is_free_again() {
        reserve(Duplicates.VERSION, "photo.jpg", JPEG);
        assertThat(reserve(Duplicates.VERSION, "photo.jpg", PNG)).isEqualTo("photo.jpg");
    }

    @Test
    void a_file_that_was_there_before_is_never_replaced() throws IOException {
        Files.createFile(home.resolve("photo"));
        assertThat(reserve(Duplicates.VERSION, "photo", JPEG)).isEqualTo("photo-2");
        assertThatThrownBy(() -> reserve(Duplicates.FAIL, "photo", JPEG)).isInstanceOf(Rejected.class)
                .hasMessageContaining("loupe.folder.duplicates");
        assertThat(reserve(Duplicates.OVERWRITE, "photo", JPEG)).isEqualTo("photo");
    }

    @Test
    void a_second_service_on_a_home_is_refused_by_name() {
        Path file = home.resolve("loupe.lock");
        try (HomeLock lock = HomeLock.take(file)) {
            assertThatThrownBy(() -> HomeLock.take(file)).isInstanceOf(Failed.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        HomeLock.take(file).close();
    }

    /** /dev/full is a disk without room. */
    @Test
    void a_lock_that_cannot_be_signed_is_not_kept() throws IOException {
        Needs.that(Files.isWritable(Path.of("/dev/full")), "there is no /dev/full");
        Path file = Files.createSymbolicLink(home.resolve("full.lock"), Path.of("/dev/full"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> HomeLock.takeIfFree(file)).isInstanceOf(Failed.class)
                    .hasMessageContaining("cannot be written");
        }
    }
}
