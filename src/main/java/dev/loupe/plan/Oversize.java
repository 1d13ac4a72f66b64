package dev.loupe.plan;

/** What happens to a picture longer than {@code loupe.max-side}. */
public enum Oversize {
    /** Its longest side is brought to {@code loupe.max-side} by area averaging before it is enlarged. */
    PRESCALE,
    /** It is enlarged whole, tile by tile, as if it had been enlarged in one piece. */
    TILE,
    /** It is refused. */
    REJECT
}
