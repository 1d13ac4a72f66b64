package dev.loupe.job;

/** There is no room for more jobs. */
public final class Full extends RuntimeException {
    private final String key;
    private final long limit;
    private final long actual;

    Full(String key, long limit, long actual, String message) {
        super(message);
        this.key = key;
        this.limit = limit;
        this.actual = actual;
    }

    public String key() {
        return key;
    }

    public long limit() {
        return limit;
    }

    public long actual() {
        return actual;
    }
}
