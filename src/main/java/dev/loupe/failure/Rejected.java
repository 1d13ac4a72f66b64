package dev.loupe.failure;

import java.util.Optional;

/** The picture or the request is at fault: trying again changes nothing. */
public final class Rejected extends LoupeException {
    /** Why, as a closed choice that doors translate into their own codes. */
    public enum Reason {
        TOO_MANY_BYTES,
        TOO_MANY_PIXELS,
        NOT_A_PICTURE,
        BROKEN_PICTURE,
        UNSUPPORTED,
        BAD_OPTION,
        DIED_WORKING
    }

    /** The limit that was passed: the key that governs it, its value and what was found. */
    public record Limit(String key, long allowed, long actual) {}

    private final Reason reason;
    private final Limit limit;

    public Rejected(Reason reason, String message) {
        this(reason, message, null, null);
    }

    public Rejected(Reason reason, String message, Throwable cause) {
        this(reason, message, null, cause);
    }

    public Rejected(Reason reason, String message, Limit limit) {
        this(reason, message, limit, null);
    }

    private Rejected(Reason reason, String message, Limit limit, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.limit = limit;
    }

    public Reason reason() {
        return reason;
    }

    public Optional<Limit> limit() {
        return Optional.ofNullable(limit);
    }
}
