package dev.loupe.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * One file of one source.
 *
 * @param id by which people name it
 * @param path inside the source, with {@code /} between its parts
 * @param sha256 of the content that was fetched last, in lower-case hexadecimal
 * @param begun how often work on it has begun without ending: more than once means that a process died
 * @param tries how often it failed in a way that may pass
 * @param seenAgain how often it was fetched again and had not changed
 * @param reason a word for why it failed or waits, such as {@code NOT_A_PICTURE}
 * @param error the sentence to it
 * @param place the name its result has, or is to have, relative to the place results go to
 */
public record Entry(
        long id, String source, String path, State state, Look look, Optional<String> sha256, int begun, int tries,
        int seenAgain,
        Optional<Instant> notBefore, Optional<String> reason, Optional<String> error, Optional<String> place,
        Optional<Outcome> outcome, Instant firstSeen, Optional<Instant> finished) {

    /** Where a file stands. */
    public enum State {
        /** A process has it. */
        WORKING,
        /** It is tried again, not before a certain time. */
        WAITING,
        DONE,
        FAILED
    }

    /**
     * What came out.
     *
     * @param sha256 of the result
     * @param millis from fetched to delivered
     * @param notes sentences about what did not go the usual way, or nothing
     * @param kept whether the original stays where it is, whatever its source says: not all of it is in the result
     */
    public record Outcome(String sha256, long bytes, int inputWidth, int inputHeight, int width, int height,
            long millis, String notes, boolean kept) {}
}
