package dev.loupe.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loupe.SmallDisk;
import dev.loupe.failure.Failed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 closes itself when its disk is full. */
class FullDiskTest {
    @TempDir
    private Path folder;

    private static int add(Database database) {
        return database.transaction(connection -> Database.update(connection, "insert into taken_name (folder, name,"
                + " source, path, sha256) values ('f', ?, 's', ?, ?)", java.util.UUID.randomUUID().toString(),
                "p".repeat(4000), "a".repeat(64)));
    }

    @Test
    void a_database_that_closed_itself_is_opened_again_when_there_is_room() throws Exception {
        try (SmallDisk disk = SmallDisk.at(folder.resolve("disk"), "2m")) {
            Path fill = folder.resolve("disk/fill");
            try (Database database = new Database("jdbc:h2:file:" + folder.resolve("disk/loupe") + ";WRITE_DELAY=0");
                    Database beside = database.withOneConnection(Duration.ofSeconds(5))) {
                add(beside);
                Files.write(fill, new byte[1_400_000]);
                assertThatThrownBy(() -> {
                    for (int i = 0; i < 1000; i++) {
                        add(database);
                    }
                }).isInstanceOf(Failed.class);
                Files.delete(fill);
                await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> add(database) == 1);
                await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> add(beside) == 1);
                assertThat(database.<Integer>transaction(connection -> Database.first(connection,
                        "select count(*) from taken_name", row -> row.getInt(1)).orElseThrow())).isGreaterThan(2);
            }
        }
    }
}
