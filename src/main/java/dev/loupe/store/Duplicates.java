package dev.loupe.store;

/** What happens when a different picture wants a name that is taken. */
public enum Duplicates {
    /** It gets the name with a number behind it. */
    VERSION,
    /** It replaces what was there. */
    OVERWRITE,
    /** It is refused. */
    FAIL
}
