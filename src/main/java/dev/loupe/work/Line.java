package dev.loupe.work;

import java.time.Instant;
import java.util.Locale;

/**
 * A {@link WorkItem} for people and other programs: texts and numbers alone. Texts are empty, and numbers 0, where
 * there is nothing to say.
 *
 * @param state in lower case
 * @param bytes of the original
 * @param size of the original, as {@code 640x480}
 * @param millis from the claim to the result
 * @param finished as ISO 8601
 * @param notes sentences about what did not go the usual way
 */
public record Line(
        long id, String source, String path, String state, String reason, String error, String result, String sha256,
        String resultSha256, long bytes, long resultBytes, String size, String resultSize, long millis,
        String finished, String notes) {

    public static Line of(WorkItem item) {
        WorkItem.Outcome none = new WorkItem.Outcome("", 0, 0, 0, 0, 0, 0, "", false);
        WorkItem.Outcome outcome = item.outcome().orElse(none);
        boolean done = item.outcome().isPresent();
        return new Line(item.id(), item.source(), item.path(), item.state().name().toLowerCase(Locale.ROOT),
                item.problem().map(WorkItem.Problem::reason).orElse(""),
                item.problem().map(WorkItem.Problem::error).orElse(""), item.result().orElse(""),
                item.sha256().orElse(""),
                outcome.sha256(), Math.max(0, item.look().size()), outcome.bytes(),
                done ? outcome.inputWidth() + "x" + outcome.inputHeight() : "",
                done ? outcome.width() + "x" + outcome.height() : "", outcome.millis(),
                item.finished().map(Instant::toString).orElse(""), outcome.notes());
    }
}
