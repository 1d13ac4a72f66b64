package dev.loupe.failure;

/** There is no room for the work now; the same request may pass later. */
public final class Busy extends LoupeException {
    public Busy(String message) {
        super(message, null);
    }
}
