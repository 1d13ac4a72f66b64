package dev.loupe.cli;

import dev.loupe.failure.Failed;
import dev.loupe.store.Database;
import dev.loupe.store.HomeLock;
import dev.loupe.work.Line;
import dev.loupe.work.Totals;
import dev.loupe.work.WorkHistory;
import dev.loupe.work.WorkItem.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The store, which no service has open. */
final class StoreBooks implements Books {
    private final HomeLock lock;
    private final Database database;
    private final WorkHistory history;

    StoreBooks(HomeLock lock, String jdbcUrl) {
        this.lock = lock;
        try {
            this.database = new Database(jdbcUrl);
        } catch (RuntimeException refused) {
            try (lock) {
                throw refused;
            }
        }
        this.history = new WorkHistory(database);
    }

    @Override
    public List<String> sources() {
        return history.totals(Instant.EPOCH).stream().map(Totals::source).toList();
    }

    @Override
    public List<Line> lines(String source, boolean failed, long before, int limit) {
        return history.list(named(source), failed ? Optional.of(State.FAILED) : Optional.empty(), before, limit)
                .stream()
                .map(Line::of).toList();
    }

    @Override
    public int retry(List<Long> ids) {
        return (int) ids.stream().filter(history::retry).count();
    }

    @Override
    public int retryFailed(String source) {
        return history.retryFailed(named(source));
    }

    @Override
    public List<String> check(String source) {
        throw new Failed(
                "No service runs on this home; when it starts ('loupe run'), it looks at every source at once.");
    }

    private static Optional<String> named(String source) {
        return Optional.of(source).filter(name -> !name.isEmpty());
    }

    @Override
    public void close() {
        database.close();
        lock.close();
    }
}
