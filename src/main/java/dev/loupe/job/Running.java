package dev.loupe.job;

import dev.loupe.engine.Progress;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Stopped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One job that is being worked on in this process. Safe for several threads. */
final class Running implements Progress {
    private static final long EVENT_NANOS = 250_000_000;

    private final String id;
    private final Runnable changed;
    private final Instant since = Instant.now();
    private volatile double done;
    private volatile boolean cancelled;
    private volatile boolean stopping;
    private long told;

    Running(String id, Runnable changed) {
        this.id = id;
        this.changed = changed;
    }

    String id() {
        return id;
    }

    /** It ends at its next progress point, for good. */
    void cancel() {
        cancelled = true;
    }

    /** It ends at its next progress point, to be done again by the process after this one. */
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    double done() {
        return done;
    }

    /** Seconds that are left, by the pace so far. */
    Optional<Double> eta() {
        double elapsed = Duration.between(since, Instant.now()).toMillis() / 1000.0;
        return done < 0.02 ? Optional.empty() : Optional.of(elapsed / done * (1 - done));
    }

    @Override
    public void report(double part) {
        if (cancelled) {
            throw new Cancelled("It was cancelled while it was being worked on.");
        }
        if (stopping) {
            throw new Stopped();
        }
        done = part;
        long now = System.nanoTime();
        if (now - told > EVENT_NANOS) {
            told = now;
            changed.run();
        }
    }
}
