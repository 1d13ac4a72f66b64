package dev.loupe.cli;

import dev.loupe.settings.Settings;
import dev.loupe.store.HomeLock;
import dev.loupe.work.Line;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is known about the files of all sources. Of the service where one runs on the home, of the store itself
 * otherwise.
 */
interface Books extends AutoCloseable {
    static Books open(Settings settings) {
        Path file = settings.home().resolve("data/loupe.lock");
        Optional<HomeLock> lock = HomeLock.takeIfFree(file);
        return lock.isPresent()
                ? new StoreBooks(lock.get(), settings.jdbcUrl())
                : new ServiceBooks(settings.http(), HomeLock.holder(file));
    }

    /** Those that have files. */
    List<String> sources();

    /**
     * The newest first.
     *
     * @param source empty for all
     * @param before only smaller ids
     */
    List<Line> lines(String source, boolean failed, long before, int limit);

    /** Lets these be tried again; returns how many of them can be. */
    int retry(List<Long> ids);

    /** @param source empty for all */
    int retryFailed(String source);

    /**
     * Looks at a source now.
     *
     * @param source empty for all
     * @return those that are looked at
     */
    List<String> check(String source);

    @Override
    void close();
}
