package dev.loupe.camel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.source.Pace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacedStreamTest {
    private static final long SECOND = 1_000_000_000L;

    private final byte[] content = new byte[10_000];
    private long now;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        new Random(3).nextBytes(content);
        file = Files.write(folder.resolve("result"), content);
    }

    private PacedStream stream() {
        return new PacedStream(file, new Pace(1_000, () -> now, nanos -> {
            now += nanos;
            return false;
        }));
    }

    @Test
    void anUploadTakesItsTimeAndSoDoesTheNextTry() throws IOException {
        PacedStream stream = stream();
        byte[] buffer = new byte[4096];
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int read; (read = stream.read(buffer)) > 0; ) {
            sent.write(buffer, 0, read);
        }
        assertThat(sent.toByteArray()).isEqualTo(content);
        assertThat(now).isBetween(9 * SECOND, 10 * SECOND);

        stream.reset();
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        stream.writeTo(again);
        assertThat(again.toByteArray()).isEqualTo(content);
        assertThat(now).isBetween(19 * SECOND, 20 * SECOND);
    }

    @Test
    void anUploadEndsWithTheService() {
        PacedStream stream = new PacedStream(file, new Pace(1_000, () -> now, nanos -> true));
        assertThatThrownBy(() -> stream.writeTo(new ByteArrayOutputStream())).isInstanceOf(InterruptedIOException.class)
                .hasMessageContaining("stopping");
    }
}
