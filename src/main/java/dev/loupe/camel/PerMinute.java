package dev.loupe.camel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** Counts what was taken during the last minute, and refuses more than so many. Thread-safe. */
public final class PerMinute {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final int most;
    private final Deque<Long> taken = new ArrayDeque<>();

    /** @param most 0 is no limit */
    public PerMinute(int most) {
        this.most = most;
    }

    /** @param now as {@link System#nanoTime} */
    public synchronized boolean take(long now) {
        if (most == 0) {
            return true;
        }
        while (!taken.isEmpty() && now - taken.peekFirst() >= MINUTE) {
            taken.removeFirst();
        }
        return taken.size() < most && taken.add(now);
    }
}
