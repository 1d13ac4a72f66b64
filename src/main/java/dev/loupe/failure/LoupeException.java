package dev.loupe.failure;

/** What ends the work on a picture; its message is a sentence the user can act on. */
public abstract sealed class LoupeException extends RuntimeException permits Rejected, Busy, Failed, Cancelled {
    LoupeException(String message, Throwable cause) {
        super(message, cause);
    }
}
