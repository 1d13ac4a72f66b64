package dev.loupe.cli;

import java.util.Map;

/**
 * The log of a command: warnings, on standard error, by the logger that comes with log4j's interface. The whole of
 * log4j takes as long to start as a small picture takes to be enlarged.
 */
final class CommandLog {
    private static final String SIMPLE = "org.apache.logging.log4j.simplelog.";

    private static final Map<String, String> PROPERTIES = Map.of(
            "log4j.provider", "org.apache.logging.log4j.simple.internal.SimpleProvider",
            SIMPLE + "level", "WARN",
            SIMPLE + "showContextMap", "false",
            SIMPLE + "showlogname", "false",
            SIMPLE + "showShortLogname", "false");

    private CommandLog() {}

    /** Works only before the first logger is made; what was set before on Java's command line is left alone. */
    static void start() {
        PROPERTIES.forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        });
    }
}
