package dev.loupe.failure;

/** The service stops: the work is left for the process after this one. */
public final class Stopped extends Cancelled {
    public Stopped() {
        super("The service stops before it is done.");
    }
}
