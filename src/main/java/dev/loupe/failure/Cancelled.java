package dev.loupe.failure;

/** Somebody asked for the work to stop, and it did. */
public sealed class Cancelled extends LoupeException permits Stopped, ClaimLost {
    public Cancelled(String message) {
        super(message, null);
    }
}
