package dev.loupe.failure;

/** Somebody asked for the work to stop, and it did. */
public sealed class Cancelled extends LoupeException permits Stopped {
    public Cancelled(String message) {
        super(message, null);
    }
}
