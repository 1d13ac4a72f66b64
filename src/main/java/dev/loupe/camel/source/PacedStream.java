package dev.loupe.camel.source;

import dev.loupe.source.Pace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;
import org.apache.camel.StreamCache;

/**
 * A result on its way to a server, at its source's pace; a stream cache already, so that Camel does not read it in
 * advance. Not thread-safe.
 */
final class PacedStream extends ByteArrayInputStream implements StreamCache {
    private final Pace pace;

    PacedStream(byte[] content, Pace pace) {
        super(content);
        this.pace = pace;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int read = super.read(into, offset, Math.min(length, pace.piece()));
        take(Math.max(0, read));
        return read;
    }

    @Override
    public int read() {
        take(1);
        return super.read();
    }

    private void take(int bytes) {
        try {
            pace.take(bytes);
        } catch (IOException stopping) {
            throw new UncheckedIOException(stopping);
        }
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (byte[] piece = readNBytes(pace.piece()); piece.length > 0; piece = readNBytes(pace.piece())) {
            out.write(piece);
        }
    }

    @Override
    public StreamCache copy(Exchange exchange) {
        return new PacedStream(buf, pace);
    }

    @Override
    public boolean inMemory() {
        return true;
    }

    @Override
    public long length() {
        return count;
    }

    @Override
    public long position() {
        return pos;
    }
}
