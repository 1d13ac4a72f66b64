package dev.loupe.engine;

/**
 * An engine could not be opened, or did not pass its self-test; the message is the reason.
 */
final class Refused extends RuntimeException {
    private final boolean lasting;

    /** {@code lasting}: whether it would be refused again with more memory or on another day. */
    Refused(String reason, boolean lasting, Throwable cause) {
        super(reason, cause);
        this.lasting = lasting;
    }

    boolean isLasting() {
        return lasting;
    }
}
