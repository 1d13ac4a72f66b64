package dev.loupe.engine;

import dev.loupe.failure.Cancelled;

/** Hears how far one call has come. */
@FunctionalInterface
public interface Progress {
    Progress NONE = done -> {};

    /**
     * Reports how much of the call is done and is the point where it can be stopped.
     *
     * @param done from 0 to 1, never falling
     * @throws Cancelled to stop the work; the engine stays usable
     */
    void report(double done);
}
