package dev.loupe.camel.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A folder of this machine, or one that is mounted. */
final class LocalRemote implements Remote {
    @Override
    public boolean alive() {
        return true;
    }

    @Override
    public OptionalLong size(String path) throws IOException {
        Path file = Path.of(path);
        return Files.exists(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
    }

    @Override
    public void read(String path, long from, OutputStream into) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            in.skipNBytes(from);
            in.transferTo(into);
        }
    }

    @Override
    public Optional<Checksum> checksum(String path) {
        return Optional.empty();
    }

    @Override
    public void delete(String path) throws IOException {
        Files.delete(Path.of(path));
    }

    @Override
    public void move(String from, String to) throws IOException {
        Files.createDirectories(Path.of(to).getParent());
        Files.move(Path.of(from), Path.of(to));
    }

    @Override
    public void close() {
        // nothing is open
    }
}
