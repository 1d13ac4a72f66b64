package dev.loupe.web;

import java.util.Optional;

/** Whether new work is welcome, and why not. Safe for several threads. */
public final class Readiness {
    private volatile String reason = "it is warming up";
    private volatile boolean starting = true;
    private volatile boolean draining;

    public void ready() {
        starting = false;
        reason = null;
    }

    /** Nothing was ready yet. */
    boolean starting() {
        return starting;
    }

    /** From now on nothing new is taken in. */
    public void drain() {
        draining = true;
    }

    public boolean draining() {
        return draining;
    }

    /** Empty when ready. */
    public Optional<String> reason() {
        return draining ? Optional.of("it is stopping") : Optional.ofNullable(reason);
    }
}
