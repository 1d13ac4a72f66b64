package dev.loupe.web;

/**
 * Who asks.
 *
 * @param name of the API key; empty where none are configured
 * @param perMinute pictures a minute; 0 is no limit
 * @param maxBytes of one picture; 0 is no limit beside everybody's
 */
public record Caller(String name, int perMinute, long maxBytes) {
    public static final Caller ANYBODY = new Caller("", 0, 0);

    /** A key sees its own jobs; without keys everybody sees all. */
    public boolean maySee(String owner) {
        return equals(ANYBODY) || name.equals(owner);
    }
}
