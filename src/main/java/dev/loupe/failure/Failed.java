package dev.loupe.failure;

/** The service is at fault: a device, a disk, a library. Trying again a few times is worth it. */
public final class Failed extends LoupeException {
    public Failed(String message) {
        super(message, null);
    }

    public Failed(String message, Throwable cause) {
        super(message, cause);
    }
}
