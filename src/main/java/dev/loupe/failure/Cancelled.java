package dev.loupe.failure;

/** Somebody asked for the work to stop, and it did. */
public final class Cancelled extends LoupeException {
    public Cancelled(String message) {
        super(message, null);
    }
}
