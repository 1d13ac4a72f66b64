package dev.loupe.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.Rejected;
import dev.loupe.store.Duplicates;
import dev.loupe.work.ResultNames.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names on a server are taken for ever; in a folder they are free again when their files are gone. */
class ResultNamesTest extends WorkFixture {
    @TempDir
    private Path folder;

    private ResultNames names;

    @Override
    String jdbcUrl() {
        return "jdbc:h2:file:" + folder.resolve("names") + ";WRITE_DELAY=0";
    }

    @BeforeEach
    void openNames() {
        names = new ResultNames(database);
    }

    private Place place(Duplicates policy) {
        return new Place("outbox", policy, Optional.of(folder));
    }

    private String reserve(WorkItem item, String wanted) {
        return names.reserve(item.claim(), place(Duplicates.VERSION), wanted);
    }

    private WorkItem fetched(String path, String sha256) {
        WorkItem item = claimed(path);
        store.fetched(item.claim(), LOOK, sha256, true);
        return now(item);
    }

    @Test
    void on_a_server_every_picture_has_a_name_of_its_own_and_keeps_it() {
        Place server = new Place("sftp:host/large", Duplicates.VERSION, Optional.empty());
        WorkItem jpg = claimed("a.jpg");
        WorkItem png = claimed("A.png");
        assertThat(names.reserve(jpg.claim(), server, "a.png")).isEqualTo("a.png");
        assertThat(names.reserve(png.claim(), server, "A.png")).as("names in other case are the same")
                .isEqualTo("A-2.png");
        assertThat(names.reserve(jpg.claim(), server, "a.png")).isEqualTo("a.png");
        store.done(jpg.claim(), true);
        assertThat(names.reserve(claimed("b.png").claim(), server, "a.png")).isEqualTo("a-3.png");
        assertThat(names.reserve(png.claim(), new Place("elsewhere", Duplicates.VERSION, Optional.empty()), "a.png"))
                .isEqualTo("a.png");
    }

    @Test
    void a_name_in_a_folder_is_free_again_when_its_file_is_gone() throws IOException {
        WorkItem first = fetched("photo.jpg", SHA);
        assertThat(reserve(first, "photo.png")).isEqualTo("photo.png");
        WorkItem second = fetched("photo.png", "b".repeat(64));
        assertThat(reserve(second, "photo.png")).as("the first one's file is still to come").isEqualTo("photo-2.png");
        Files.createFile(folder.resolve("photo.png"));
        store.done(first.claim(), true);
        assertThat(reserve(second, "photo.png")).isEqualTo("photo-2.png");
        Files.delete(folder.resolve("photo.png"));
        assertThat(reserve(fetched("new.png", SHA), "photo.png")).isEqualTo("photo.png");
    }

    @Test
    void the_same_picture_dropped_again_replaces_its_result() throws IOException {
        WorkItem first = fetched("photo.jpg", SHA);
        reserve(first, "photo.jpg");
        Files.createFile(folder.resolve("photo.jpg"));
        store.done(first.claim(), true);
        WorkItem second = fetched("photo.jpg", SHA);
        assertThat(reserve(second, "photo.jpg")).isEqualTo("photo.jpg");
        store.done(second.claim(), true);
        assertThat(reserve(fetched("photo.jpg", "b".repeat(64)), "photo.jpg")).as("another picture of its name")
                .isEqualTo("photo-2.jpg");
    }

    @Test
    void a_file_that_was_there_before_is_never_replaced_unless_it_may_be() throws IOException {
        Files.createFile(folder.resolve("photo"));
        WorkItem item = claimed("photo");
        assertThat(reserve(item, "photo")).isEqualTo("photo-2");
        assertThatThrownBy(() -> names.reserve(item.claim(), place(Duplicates.FAIL), "photo"))
                .isInstanceOf(Rejected.class).hasMessageContaining("loupe.folder.duplicates");
        assertThat(names.reserve(item.claim(), place(Duplicates.OVERWRITE), "photo")).isEqualTo("photo");
    }
}
