package dev.loupe.store;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room that is kept free on each disk that is written to: a database that cannot write is closed for good. While it
 * is used up, no picture is taken; the log says so when that begins and when it ends. Thread-safe.
 */
public final class DiskReserve {
    private static final Logger log = LoggerFactory.getLogger(DiskReserve.class);

    private final long reserve;
    private final List<File> folders;
    private final AtomicBoolean used = new AtomicBoolean();

    /**
     * @param reserve bytes
     * @param folders one on each disk, or several; one that is not there yet is not looked at
     */
    public DiskReserve(long reserve, Path... folders) {
        this.reserve = reserve;
        this.folders = Arrays.stream(folders).map(Path::toFile).toList();
    }

    /** Whether so many bytes more would leave what is kept. */
    public boolean leaves(long bytes) {
        return free() - bytes >= reserve;
    }

    /** Bytes that are free now on the disk that has the fewest. */
    public long free() {
        return fullest().map(File::getUsableSpace).orElse(Long.MAX_VALUE);
    }

    /** Bytes that are kept free. */
    public long reserve() {
        return reserve;
    }

    /** Some shares tell nothing but zeros. */
    private Optional<File> fullest() {
        return folders.stream().filter(folder -> folder.getTotalSpace() > 0)
                .min(Comparator.comparingLong(File::getUsableSpace));
    }

    /** Whether there is more room than what is kept. */
    public boolean isKept() {
        boolean full = !leaves(0);
        if (used.getAndSet(full) != full) {
            if (full) {
                log.warn("Nothing is taken while the disk of {} has only {} MB left; loupe.disk-reserve keeps {} free",
                        fullest().orElseThrow(), free() / 1_000_000, reserve / 1_000_000);
            } else {
                log.info("There is room on every disk again");
            }
        }
        return !full;
    }
}
