package dev.loupe.failure;

/** A failure and all that caused it, in one line for the log. */
public final class Causes {
    private Causes() {}

    /** What a message says of its cause already is not said twice. */
    public static String of(Throwable failure) {
        StringBuilder line = new StringBuilder(text(failure));
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (line.indexOf(cause.toString()) < 0) {
                line.append(" Cause: ").append(text(cause));
            }
        }
        return line.toString();
    }

    private static String text(Throwable failure) {
        return failure instanceof LoupeException ? failure.getMessage() : failure.toString();
    }
}
