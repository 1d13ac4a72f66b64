package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.TestPictures;
import dev.loupe.work.WorkItem.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Originals that are not moved or deleted, though their source says so: not all of them is in a result. */
@Tag("slow")
class OriginalsTest extends Servers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NOTE = "only page 1 of 3 is in the result";

    private void eventuallyFetched(String name, int times) {
        await().atMost(PATIENCE).until(() -> ftp.faults().requests().stream()
                .filter(request -> request.startsWith("RETR") && request.endsWith(name)).count() == times);
    }

    private void listedAgain() {
        long listed = requests("LIST");
        await().atMost(PATIENCE).until(() -> requests("LIST") >= listed + 3);
    }

    private static void touch(Path file) throws Exception {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(1000)));
    }

    @Test
    void one_of_several_pages_is_not_deleted_and_not_done_again() throws Exception {
        Path pages = ftp.file("scans/pages.tif");
        Archive.put(pages, TestPictures.pages(3));
        Archive.put(ftp.file("scans/one.tif"), TestPictures.pages(1));
        archive.ftp(ftp, "original=delete").start();
        archive.eventuallyDone(2, 0);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ftp.file("scans/one.tif")).doesNotExist());
        listedAgain();
        eventuallyFetched("pages.tif", 1);
        touch(pages);
        eventuallyFetched("pages.tif", 2);
        listedAgain();
        eventuallyFetched("pages.tif", 2);
        assertThat(pages).hasBinaryContent(TestPictures.pages(3));
        assertThat(archive.ask("GET", "/history").findValuesAsText("notes")).containsExactlyInAnyOrder("", NOTE);
        assertThat(archive.items()).extracting(entry -> entry.outcome().orElseThrow().kept())
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void one_of_several_pages_is_not_moved() throws Exception {
        Archive.put(sftp.file("scans/pages.tif"), TestPictures.pages(3));
        Archive.put(sftp.file("scans/one.tif"), TestPictures.pages(1));
        archive.sftp(sftp, "original=move", "moved=taken").start();
        archive.eventuallyDone(2, 0);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(sftp.file("taken/one.tif")).exists());
        archive.stop();
        assertThat(sftp.file("scans/pages.tif")).hasBinaryContent(TestPictures.pages(3));
        assertThat(sftp.file("taken/pages.tif")).doesNotExist();
    }

    @Test
    void what_failed_is_not_deleted_when_it_is_fetched_again_unchanged() throws Exception {
        Path letter = ftp.file("scans/letter.png");
        Archive.put(letter, new byte[] {1, 2, 3});
        archive.ftp(ftp, "original=delete").start();
        archive.eventuallyDone(0, 1);
        touch(letter);
        eventuallyFetched("letter.png", 2);
        listedAgain();
        assertThat(letter).exists();
        assertThat(archive.items()).extracting(entry -> entry.state()).containsExactly(State.FAILED);
    }
}
