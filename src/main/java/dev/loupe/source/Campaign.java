package dev.loupe.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How far a source has come: done, failed, left, and how fast. Safe for several threads. */
public final class Campaign {
    /** The rate is that of so many pictures at most, and of no older ones. */
    private static final int REMEMBERED = 200;
    private static final Duration RECENT = Duration.ofMinutes(15);

    private final Clock clock;
    private final Deque<Instant> recent = new ArrayDeque<>();
    private long done;
    private long failed;
    private long left;
    private long passedSince;
    private boolean under;

    /** @param perHour pictures that ended in an hour, at the rate of the last minutes; 0 if none did */
    public record Standing(long done, long failed, long left, long perHour, Optional<Duration> remaining) {
        /** For example {@code 1200 done, 3 failed, 800 left, 3600 an hour, 13 min to go}. */
        @Override
        public String toString() {
            return done + " done, " + failed + " failed, " + left + " left"
                    + (perHour > 0 ? ", " + perHour + " an hour" : "") + remaining.map(Campaign::said).orElse("");
        }
    }

    public Campaign(Clock clock) {
        this.clock = clock;
    }

    /** What the ledger says. */
    public synchronized void began(long doneSoFar, long failedSoFar) {
        done = doneSoFar;
        failed = failedSoFar;
    }

    /** A listing begins, and with it what it knows of the files. */
    public synchronized void looks() {
        passedSince = 0;
    }

    /** What a listing says: so many files were still to be done when it began. */
    public synchronized void left(long files) {
        left = Math.max(0, files - passedSince);
        under = under || files > 0;
    }

    public synchronized void done() {
        done++;
        ended();
    }

    public synchronized void failed() {
        failed++;
        ended();
    }

    /** One less is left, though nothing was done: it was known, or it is gone. */
    public synchronized void passed() {
        left = Math.max(0, left - 1);
        passedSince++;
    }

    private void ended() {
        passed();
        recent.add(clock.instant());
        if (recent.size() > REMEMBERED) {
            recent.remove();
        }
    }

    public synchronized Standing standing() {
        Instant now = clock.instant();
        recent.removeIf(time -> time.isBefore(now.minus(RECENT)));
        long perHour = 0;
        if (recent.size() > 1) {
            long millis = Math.max(1, Duration.between(recent.getFirst(), now).toMillis());
            perHour = Math.round((recent.size() - 1) * 3_600_000.0 / millis);
        }
        Optional<Duration> remaining = perHour > 0 && left > 0
                ? Optional.of(Duration.ofSeconds(left * 3600 / perHour)) : Optional.empty();
        return new Standing(done, failed, left, perHour, remaining);
    }

    /** True once after there was something to do and nothing is left. */
    public synchronized boolean justEnded() {
        boolean ended = under && left == 0;
        if (ended) {
            under = false;
        }
        return ended;
    }

    private static String said(Duration time) {
        long minutes = (time.toSeconds() + 59) / 60;
        return ", " + (minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min") + " to go";
    }
}
