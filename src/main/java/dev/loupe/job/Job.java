package dev.loupe.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One picture that is done later, as it stands in the table.
 *
 * @param seq the order of arrival
 * @param owner name of the API key it came with; empty without keys, {@link #FOLDER} for the watched folder's
 * @param options by parameter name, as they were asked for
 * @param position how many are worked on before it, counted from 1; empty unless it is queued
 * @param report what was done to it, as JSON; null until it is done
 * @param error why it was not done, as JSON; null unless it failed
 */
public record Job(
        String id, long seq, String owner, String name, Lane lane, JobState state, Map<String, String> options,
        Optional<String> callback, Times times, Picture input, Optional<Picture> result, Optional<Integer> position,
        String report, String error) {
    /** Whose jobs the watched folder's are. */
    public static final String FOLDER = "folder";

    /** When it came, when the work last began, when it ended; the latter two may be empty. */
    public record Times(Instant created, Optional<Instant> started, Optional<Instant> finished) {}

    /** An encoded picture: pixels, name of the format in lower case, bytes. */
    public record Picture(int width, int height, String format, long bytes) {}
}
