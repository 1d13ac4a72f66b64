package dev.loupe.job;

/** Moments at which the process may die without losing a job; a test lets it die there, by a system property. */
enum FailPoint {
    AFTER_FSYNC,
    AFTER_INSERT,
    AFTER_ENQUEUE,
    AFTER_RESULT,
    BEFORE_ACKNOWLEDGEMENT;

    private static final String DIES_AT = System.getProperty("loupe.fail-point", "");

    /** Does nothing, outside of that test. */
    void reached() {
        if (name().equals(DIES_AT)) {
            Runtime.getRuntime().halt(137);
        }
    }
}
