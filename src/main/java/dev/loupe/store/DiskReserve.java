package dev.loupe.store;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room on a disk that is kept free: a database that cannot write is closed for good. While it is used up, no
 * picture is taken; the log says so when that begins and when it ends. Thread-safe.
 */
public final class DiskReserve {
    private static final Logger log = LoggerFactory.getLogger(DiskReserve.class);

    private final Path folder;
    private final long reserve;
    private final AtomicBoolean used = new AtomicBoolean();

    /**
     * @param folder exists, on the disk that is meant
     * @param reserve bytes
     */
    public DiskReserve(Path folder, long reserve) {
        this.folder = folder;
        this.reserve = reserve;
    }

    /** Whether so many bytes more would leave what is kept. */
    public boolean leaves(long bytes) {
        return free() - bytes >= reserve || folder.toFile().getTotalSpace() == 0; // some shares tell nothing but zeros
    }

    /** Bytes that are free now. */
    public long free() {
        return folder.toFile().getUsableSpace();
    }

    /** Whether there is more room than what is kept. */
    public boolean isKept() {
        boolean full = !leaves(0);
        if (used.getAndSet(full) != full) {
            if (full) {
                log.warn("Nothing is taken while the disk of {} has only {} MB left; loupe.disk-reserve keeps {} free",
                        folder, free() / 1_000_000, reserve / 1_000_000);
            } else {
                log.info("There is room on the disk of {} again", folder);
            }
        }
        return !full;
    }
}
