package dev.loupe.settings;

import java.time.LocalTime;
import java.time.ZonedDateTime;

/**
 * The hours of the day during which something may happen; over midnight where they end before they begin.
 *
 * @param from the first minute of it
 * @param to the first minute after it
 */
public record Window(LocalTime from, LocalTime to) {
    /** Reads {@code 22:00-06:00}. */
    static Window parse(String text) {
        String[] ends = text.split("-", -1);
        if (ends.length != 2 || ends[0].equals(ends[1])) {
            throw new IllegalArgumentException(text);
        }
        return new Window(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()));
    }

    public boolean holds(ZonedDateTime now) {
        LocalTime time = now.toLocalTime();
        boolean begun = !time.isBefore(from);
        boolean ended = !time.isBefore(to);
        return from.isBefore(to) ? begun && !ended : begun || !ended;
    }

    @Override
    public String toString() {
        return from + "-" + to;
    }
}
