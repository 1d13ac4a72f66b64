package dev.loupe.web;

import dev.loupe.engine.Progress;
import dev.loupe.failure.Cancelled;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request that has been taken in completely: what it brought, its place at the gate, and whether it is still there.
 */
public final class Visit {
    private final Upload upload;
    private final Caller caller;
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean(true);
    private volatile Runnable leave = () -> {};

    Visit(Upload upload, Caller caller) {
        this.upload = upload;
        this.caller = caller;
    }

    public Upload upload() {
        return upload;
    }

    public Caller caller() {
        return caller;
    }

    /** Stops the work for a client that has gone away. */
    public Progress progress() {
        return done -> stopIfGone();
    }

    /** The work begins: from here on it is the worker that leaves the gate. */
    public void begin() {
        begun.set(true);
        stopIfGone();
    }

    /** Gives the place at the gate to the next; calling it again does nothing. */
    public void leave() {
        if (left.compareAndSet(false, true)) {
            leave.run();
        }
    }

    void entered(Runnable whenLeaving) {
        leave = whenLeaving;
        left.set(false);
    }

    void gone() {
        gone.set(true);
        if (!begun.get()) {
            leave();
        }
    }

    boolean isGone() {
        return gone.get();
    }

    private void stopIfGone() {
        if (gone.get()) {
            throw new Cancelled("The client went away before its answer was there.");
        }
    }
}
