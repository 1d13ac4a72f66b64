package dev.loupe.camel.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One connection to where an endpoint's files are, for what the endpoint itself does not do. Paths are the endpoint's:
 * absolute, or from the user's directory on. Not thread-safe. Methods throw {@link NoSuchFileException} and
 * {@link AccessDeniedException} where the file is at fault, and any other {@link IOException} where the connection is.
 */
interface Remote extends AutoCloseable {
    /** Whether it still answers. */
    boolean alive();

    /** Bytes of a file; empty where there is none. */
    OptionalLong size(String path) throws IOException;

    /** What is at {@code path}, but for its first {@code from} bytes. */
    void read(String path, long from, OutputStream into) throws IOException;

    /** What the server itself says about a file's content; empty where it cannot. */
    Optional<Checksum> checksum(String path) throws IOException;

    void delete(String path) throws IOException;

    /** Makes the directories it needs; never replaces a file. */
    void move(String from, String to) throws IOException;

    @Override
    void close();

    /** @param algorithm as Java spells it */
    record Checksum(String algorithm, String hex) {}
}
