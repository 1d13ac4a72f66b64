package dev.loupe.camel.source;

/**
 * A server refuses to list a directory, so nothing is known of what is in it. Camel ignores its own exceptions of this
 * kind, and takes the directory for an empty one.
 */
final class ListingRefused extends RuntimeException {
    private final String directory;
    private final boolean entered;

    /**
     * @param entered whether the directory is there and can be entered
     * @param reply the server's own words
     */
    ListingRefused(String directory, boolean entered, String reply) {
        super(reply);
        this.directory = directory;
        this.entered = entered;
    }

    /** @param where the server; empty for a folder of this machine */
    String explain(String where, String user) {
        String on = where.isEmpty() ? " that Loupe may read" : " that " + user + " may read on " + where;
        return entered ? where + " does not list the directory " + directory + ": " + getMessage()
                : "There is no directory " + directory + on + ": " + getMessage();
    }
}
