package dev.loupe.camel;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileExclusiveReadLockStrategy;
import org.apache.camel.component.file.GenericFileOperations;

/**
 * Bean {@code settled}: a file is taken once its size and time have stood still for a while, and it is admitted.
 *
 * <p>Camel's own {@code changed} waits inside the poll, one file after the other; this one only looks and remembers, so
 * a thousand files settle together. Thread-safe.
 */
public class Settled<T> implements GenericFileExclusiveReadLockStrategy<T> {
    /** Files seen once and gone again are forgotten after this many times the settling time. */
    private static final int FORGET_AFTER = 100;

    private record Seen(long size, long modified, long since) {
        boolean sameAs(GenericFile<?> file) {
            return size == file.getFileLength() && modified == file.getLastModified();
        }
    }

    private final long settleNanos;
    private final Predicate<GenericFile<T>> admits;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /** @param admits whether the file may be taken now; asked last, and once for each that is taken */
    public Settled(Duration settle, Predicate<GenericFile<T>> admits) {
        this.settleNanos = settle.toNanos();
        this.admits = admits;
    }

    @Override
    public boolean acquireExclusiveReadLock(GenericFileOperations<T> operations, GenericFile<T> file,
            Exchange exchange) {
        long now = System.nanoTime();
        String path = file.getAbsoluteFilePath();
        Seen before = seen.get(path);
        if (before == null || !before.sameAs(file)) {
            forgetVanished(now);
            seen.put(path, new Seen(file.getFileLength(), file.getLastModified(), now));
            return settleNanos == 0 && admits.test(file);
        }
        if (now - before.since() < settleNanos || !admits.test(file)) {
            return false;
        }
        seen.remove(path);
        return true;
    }

    private void forgetVanished(long now) {
        if (seen.size() > 10_000) {
            seen.values().removeIf(entry -> now - entry.since() > FORGET_AFTER * Math.max(settleNanos, 1_000_000_000L));
        }
    }

    @Override
    public void prepareOnStartup(GenericFileOperations<T> operations, GenericFileEndpoint<T> endpoint) {}

    @Override
    public void releaseExclusiveReadLockOnAbort(GenericFileOperations<T> operations, GenericFile<T> file,
            Exchange exchange) {}

    @Override
    public void releaseExclusiveReadLockOnRollback(GenericFileOperations<T> operations, GenericFile<T> file,
            Exchange exchange) {}

    @Override
    public void releaseExclusiveReadLockOnCommit(GenericFileOperations<T> operations, GenericFile<T> file,
            Exchange exchange) {}

    @Override
    public void setTimeout(long timeout) {}

    @Override
    public void setCheckInterval(long checkInterval) {}

    @Override
    public void setReadLockLoggingLevel(LoggingLevel readLockLoggingLevel) {}

    @Override
    public void setMarkerFiler(boolean markerFile) {}

    @Override
    public void setDeleteOrphanLockFiles(boolean deleteOrphanLockFiles) {}
}
