package dev.loupe.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loupe.SmallDisk;
import dev.loupe.codec.Bytes;
import dev.loupe.failure.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a file system of their own, to which no upload can be renamed. */
class JobFilesTest {
    private static final Path MEMORY = Path.of("/dev/shm");

    @TempDir
    private Path uploads;

    private final byte[] picture = new byte[3_000_000];
    private Path upload;

    @BeforeEach
    void arrives() throws IOException {
        new Random(1).nextBytes(picture);
        upload = Files.write(uploads.resolve("upload"), picture);
    }

    @AfterEach
    void nothingElseWasTouched() throws IOException {
        try (Stream<Path> files = Files.list(uploads)) {
            assertThat(files).allMatch(file -> file.equals(upload) || Files.isDirectory(file));
        }
    }

    @Test
    void anUploadOnAnotherFileSystemIsCopied() throws IOException {
        assumeTrue(Files.isWritable(MEMORY), MEMORY + " is not there");
        assumeFalse(Files.getFileStore(MEMORY).equals(Files.getFileStore(uploads)), MEMORY + " is no other disk");
        Path jobs = Files.createTempDirectory(MEMORY, "loupe-jobs");
        try {
            JobFiles files = new JobFiles(jobs);
            files.keep("job", new Bytes.InFile(upload));

            assertThat(files.input("job")).hasBinaryContent(picture);
            assertThat(upload).doesNotExist();
            try (Stream<Path> inside = Files.list(jobs.resolve("job"))) {
                assertThat(inside).containsExactly(files.input("job"));
            }
            files.delete("job");
        } finally {
            Files.delete(jobs);
        }
    }

    @Test
    void aJobThatDoesNotFitLeavesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.at(uploads.resolve("jobs"), "2m")) {
            JobFiles files = new JobFiles(uploads.resolve("jobs"));

            assertThatThrownBy(() -> files.keep("job", new Bytes.InFile(upload))).isInstanceOf(Failed.class)
                    .hasMessageContaining("No space left");
            assertThatThrownBy(() -> files.keep("job", new Bytes.InMemory(picture))).isInstanceOf(Failed.class);
            assertThat(uploads.resolve("jobs")).isEmptyDirectory();
            assertThat(upload).hasBinaryContent(picture);

            files.keep("small", new Bytes.InMemory(new byte[10]));
            assertThatThrownBy(() -> files.write("small", "png", picture)).isInstanceOf(Failed.class);
            try (Stream<Path> inside = Files.list(uploads.resolve("jobs/small"))) {
                assertThat(inside).containsExactly(files.input("small"));
            }
        }
    }
}
