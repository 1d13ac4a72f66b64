package dev.loupe.ledger;

import java.time.Instant;
import java.util.Locale;

/**
 * An {@link Entry} for people and other programs: texts and numbers alone. Texts are empty, and numbers 0, where there
 * is nothing to say.
 *
 * @param state in lower case
 * @param bytes of the original
 * @param size of the original, as {@code 640x480}
 * @param millis from fetched to delivered
 * @param finished as ISO 8601
 * @param notes sentences about what did not go the usual way
 */
public record Line(
        long id, String source, String path, String state, String reason, String error, String result, String sha256,
        String resultSha256, long bytes, long resultBytes, String size, String resultSize, long millis,
        String finished, String notes) {

    public static Line of(Entry entry) {
        Entry.Outcome none = new Entry.Outcome("", 0, 0, 0, 0, 0, 0, "", false);
        Entry.Outcome outcome = entry.outcome().orElse(none);
        boolean done = entry.outcome().isPresent();
        return new Line(entry.id(), entry.source(), entry.path(), entry.state().name().toLowerCase(Locale.ROOT),
                entry.reason().orElse(""), entry.error().orElse(""), entry.place().orElse(""),
                entry.sha256().orElse(""),
                outcome.sha256(), Math.max(0, entry.look().size()), outcome.bytes(),
                done ? outcome.inputWidth() + "x" + outcome.inputHeight() : "",
                done ? outcome.width() + "x" + outcome.height() : "", outcome.millis(),
                entry.finished().map(Instant::toString).orElse(""), outcome.notes());
    }
}
