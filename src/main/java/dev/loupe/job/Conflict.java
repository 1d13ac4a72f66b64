package dev.loupe.job;

/** What is asked contradicts what was asked before. */
public final class Conflict extends RuntimeException {
    Conflict(String message) {
        super(message);
    }
}
