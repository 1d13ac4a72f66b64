package dev.loupe.camel.source;

import dev.loupe.source.Pace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/**
 * A result on its way to a server, at its source's pace; a stream cache already, so that Camel does not read it in
 * advance. Its file is open from the first read on, until whoever reads it closes it. Not thread-safe.
 */
final class PacedStream extends InputStream implements StreamCache {
    private final Path file;
    private final Pace pace;
    private InputStream open;
    private long position;

    PacedStream(Path file, Pace pace) {
        this.file = file;
        this.pace = pace;
    }

    private InputStream in() throws IOException {
        if (open == null) {
            open = Files.newInputStream(file);
        }
        return open;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = in().read(into, offset, Math.min(length, pace.piece()));
        if (read > 0) {
            pace.take(read);
            position += read;
        }
        return read;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        transferTo(out);
    }

    @Override
    public StreamCache copy(Exchange exchange) {
        return new PacedStream(file, pace);
    }

    /** Camel does so at the end, too, when the file may be gone. */
    @Override
    public void reset() {
        try {
            close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
        }
        open = null;
        position = 0;
    }

    @Override
    public boolean inMemory() {
        return false;
    }

    @Override
    public long length() {
        return file.toFile().length();
    }

    @Override
    public long position() {
        return position;
    }
}
