package dev.loupe.work;

import java.time.Instant;
import java.util.Optional;

/**
 * One picture's work.
 *
 * @param claim its id, and the number of its last claim
 * @param source name of the source it came from
 * @param path inside the source, with {@code /} between its parts
 * @param look at the original, when it was listed last
 * @param sha256 of the original that was fetched last, in lower-case hexadecimal
 * @param attempts how often it failed in a way that may pass
 * @param deaths how often a process died while enlarging it
 * @param seenAgain how often the original was fetched again and had not changed
 * @param notBefore when it may be claimed; empty for now
 * @param problem why it failed, or waits
 * @param result the name its result has or is to have, relative to the place results go to
 * @param outcome what came out; empty until there is a result
 */
public record WorkItem(
        Claim claim, Intake intake, String source, String path, Look look, Optional<String> sha256, Priority priority,
        State state, Stage stage, int attempts, int deaths, int seenAgain, Optional<Instant> notBefore,
        Optional<Problem> problem, Optional<String> result, Optional<Outcome> outcome, Instant admitted,
        Optional<Instant> finished) {

    /** How pictures come in. */
    public enum Intake {
        /** From a folder or server that is listed. */
        SOURCE
    }

    /** Which goes first, of one source. */
    public enum Priority {
        /** Somebody is waiting for it. */
        INTERACTIVE,
        BULK
    }

    /** Whether anybody has to do something. */
    public enum State {
        /** To be claimed, now or later. */
        QUEUED,
        /** A worker has claimed it. */
        RUNNING,
        DONE,
        FAILED
    }

    /** How far it has come: where work goes on after an interruption. */
    public enum Stage {
        ADMITTED,
        /** The original is a local file. */
        FETCHED,
        /** A process that dies now may have died of it. */
        ENLARGING,
        /** The result is a file in this home. */
        ENLARGED,
        /** The result has arrived; only the original is left to settle. */
        DELIVERED
    }

    /**
     * Why it failed or waits.
     *
     * @param reason a word, such as {@code NOT_A_PICTURE}
     * @param error the sentence to it
     */
    public record Problem(String reason, String error) {}

    /**
     * What came out.
     *
     * @param sha256 of the result
     * @param millis from the claim to the result
     * @param notes sentences about what did not go the usual way, or nothing
     * @param kept whether the original stays where it is, whatever its source says: not all of it is in the result
     */
    public record Outcome(String sha256, long bytes, int inputWidth, int inputHeight, int width, int height,
            long millis, String notes, boolean kept) {}

    public long id() {
        return claim.item();
    }
}
