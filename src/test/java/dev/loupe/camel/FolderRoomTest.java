package dev.loupe.camel;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.Busy;
import dev.loupe.failure.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRoomTest {
    @TempDir
    private Path folder;

    @Test
    void a_result_larger_than_the_disk_waits_for_room() {
        Path outbox = folder.resolve("new/outbox");
        assertThatThrownBy(() -> Folder.requireRoom(outbox, Long.MAX_VALUE)).isInstanceOf(Busy.class)
                .hasMessageContainingAll("is full", outbox.toString(), Long.toString(Long.MAX_VALUE));
        assertThatCode(() -> Folder.requireRoom(outbox, 1)).doesNotThrowAnyException();
    }

    @Test
    void a_file_in_the_folders_place_is_named() throws IOException {
        Path file = Files.writeString(folder.resolve("outbox"), "in the way");
        assertThatThrownBy(() -> Folder.requireRoom(file, 1)).isInstanceOf(Failed.class)
                .hasMessageContainingAll(file.toString(), "loupe.folder.outbox");
    }
}
