package dev.loupe.camel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.source.Pace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacedStreamTest {
    private static final long SECOND = 1_000_000_000L;

    private final byte[] content = new byte[10_000];
    private long now;

    PacedStreamTest() {
        new Random(3).nextBytes(content);
    }

    private PacedStream stream() {
        return new PacedStream(content, new Pace(1_000, () -> now, nanos -> {
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
        PacedStream stream = new PacedStream(content, new Pace(1_000, () -> now, nanos -> true));
        assertThatThrownBy(() -> stream.writeTo(new ByteArrayOutputStream())).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("stopping");
    }
}
