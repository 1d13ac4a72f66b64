package dev.loupe.camel;

import dev.loupe.engine.Progress;
import dev.loupe.failure.Stopped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The end of the service: at first no picture is begun any more, later those that are still worked on are given up.
 * Thread-safe.
 */
public final class Stop {
    private final Duration patience;
    private volatile boolean begun;
    private volatile boolean over;

    /** @param patience how long the pictures that are worked on have got to be finished */
    public Stop(Duration patience) {
        this.patience = patience;
    }

    public void begin() {
        begun = true;
        CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS).execute(() -> over = true);
    }

    boolean isBegun() {
        return begun;
    }

    /** @throws Stopped where no picture is to be begun any more */
    void requireNotBegun() {
        if (begun) {
            throw new Stopped();
        }
    }

    /** The same progress, which ends the work when the time for it is over. */
    Progress within(Progress progress) {
        return done -> {
            if (over) {
                throw new Stopped();
            }
            progress.report(done);
        };
    }
}
