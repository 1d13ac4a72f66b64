package dev.loupe.source;

import dev.loupe.settings.SourceSettings.Flow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** When a source is looked at: every so often, at once when asked to, never while it is paused or out of its hours. */
public final class Schedule {
    private final Flow flow;
    private final Clock clock;
    private Instant due;
    private boolean paused;

    public Schedule(Flow flow, Clock clock) {
        this.flow = flow;
        this.clock = clock;
        this.due = clock.instant();
    }

    /** Whether it may be worked on at all. */
    public synchronized boolean open() {
        return !paused && inHours();
    }

    public synchronized boolean paused() {
        return paused;
    }

    public boolean inHours() {
        return flow.hours().map(hours -> hours.holds(clock.instant().atZone(clock.getZone()))).orElse(true);
    }

    public synchronized boolean due() {
        return open() && !clock.instant().isBefore(due);
    }

    /** After a look: soon again where something is left, otherwise when the usual time is over. */
    public synchronized void looked(boolean more) {
        Duration soon = flow.settle().compareTo(flow.poll()) < 0 ? flow.settle() : flow.poll();
        due = clock.instant().plus(more ? soon : flow.poll());
    }

    /** As soon as it may. */
    public synchronized void now() {
        due = clock.instant();
    }

    public synchronized void pause() {
        paused = true;
    }

    public synchronized void resume() {
        paused = false;
        now();
    }
}
