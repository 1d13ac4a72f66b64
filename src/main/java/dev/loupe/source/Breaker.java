package dev.loupe.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Keeps everybody off a server that does not answer: while it is open, nobody gets through but one probe at a time, and
 * the wait between probes doubles. Safe for several threads.
 */
public final class Breaker {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** Waits differ by up to this part, so that many that wait for one server do not come back together. */
    private static final double JITTER = 0.25;

    private final Clock clock;
    private final Duration shortest;
    private final DoubleSupplier random;
    private Open open;

    /** Why nobody gets through, since when, and when somebody may try. */
    public record Open(String reason, Instant since, Duration pause, Instant probe) {}

    /**
     * @param shortest the first wait
     * @param random numbers from 0 to 1
     */
    public Breaker(Clock clock, Duration shortest, DoubleSupplier random) {
        this.clock = clock;
        this.shortest = shortest;
        this.random = random;
    }

    /** Whether to try now. While open, the one who is told so is the probe, and the next waits. */
    public synchronized boolean allows() {
        if (open == null) {
            return true;
        }
        if (clock.instant().isBefore(open.probe())) {
            return false;
        }
        open = new Open(open.reason(), open.since(), open.pause(), clock.instant().plus(open.pause()));
        return true;
    }

    /** Empty while the server is well, as far as anybody knows. */
    public synchronized Optional<Open> open() {
        return Optional.ofNullable(open);
    }

    /** Returns how long the server was away; empty if it was not. */
    public synchronized Optional<Duration> succeeded() {
        Optional<Duration> away = open().map(was -> Duration.between(was.since(), clock.instant()));
        open = null;
        return away;
    }

    /** Returns true where this is news. */
    public synchronized boolean failed(String reason) {
        boolean news = open == null;
        Duration wait = news ? shortest : open.pause().multipliedBy(2);
        if (wait.compareTo(LONGEST) > 0) {
            wait = LONGEST;
        }
        long jittered = (long) (wait.toMillis() * (1 + JITTER * (2 * random.getAsDouble() - 1)));
        open = new Open(reason, news ? clock.instant() : open.since(), wait, clock.instant().plusMillis(jittered));
        return news;
    }
}
