package dev.loupe.engine;

/** Whether a provider can work on a device, with the reason where it cannot. */
public sealed interface Availability {
    /** {@code version} names the library and the natives that were really loaded. */
    record Ready(String version) implements Availability {}

    /** {@code reason} is a sentence for the user; {@code cause} may be null. */
    record Unavailable(String reason, Throwable cause) implements Availability {
        public Unavailable(String reason) {
            this(reason, null);
        }
    }
}
