package dev.loupe.core;

import java.util.regex.Pattern;

/** Names of files on a terminal and in a log, where they must not begin lines, move the cursor or turn text around. */
public final class Printable {
    /** Control characters, and what turns the direction of writing; the patterns in log4j2-service.xml name the same. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\x00-\\x1F\\x7F-\\x9F\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069]");

    private Printable() {}

    /** The same text with a question mark for each character that is not for show. */
    public static String text(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }
}
