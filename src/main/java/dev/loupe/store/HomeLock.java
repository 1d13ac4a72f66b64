package dev.loupe.store;

import dev.loupe.failure.Failed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Keeps a second service off a home. The operating system drops the lock when the process ends, however it ends. */
public final class HomeLock implements AutoCloseable {
    /** The lock lies far behind the holder's line, so that the line can be read while it is held, everywhere. */
    private static final long POSITION = 1L << 40;

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws Failed naming the holder, if another service has this home */
    public static HomeLock take(Path file) {
        return takeIfFree(file).orElseThrow(() -> new Failed("This home is in use by another Loupe: " + holder(file)
                + ". Stop it, or start this one with another --home."));
    }

    /** What the service that has the home wrote about itself. */
    public static String holder(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    /** Empty where another service has the home. */
    public static Optional<HomeLock> takeIfFree(Path file) {
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file,
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (locked(channel)) {
                    sign(channel);
                    return Optional.of(new HomeLock(channel));
                }
            } catch (IOException unwritable) {
                try (channel) {
                    throw unwritable;
                }
            }
            channel.close();
            return Optional.empty();
        } catch (IOException unwritable) {
            throw new Failed("The home's lock file " + file + " cannot be written: " + unwritable.getMessage() + ".",
                    unwritable);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(POSITION, 1, false) != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    private static void sign(FileChannel channel) throws IOException {
        String holder = "process " + ProcessHandle.current().pid() + ", since " + Instant.now()
                .truncatedTo(ChronoUnit.SECONDS);
        channel.truncate(0).write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // the process is ending and the system drops the lock with it
        }
    }
}
