package dev.loupe.job;

/** Four from the interactive lane, then one from bulk, where both have something. Safe for several threads. */
final class Turns {
    static final int INTERACTIVE_IN_A_ROW = 4;

    private int inARow;

    /** The lane to look into first. */
    synchronized Lane first() {
        return inARow < INTERACTIVE_IN_A_ROW ? Lane.INTERACTIVE : Lane.BULK;
    }

    synchronized void took(Lane lane) {
        inARow = lane == Lane.BULK ? 0 : inARow + 1;
    }
}
