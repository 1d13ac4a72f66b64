package dev.loupe.engine.onednn;

/** Where a picture's rows come from. Several threads read different rows at once. */
interface Source {
    int height();

    /** Writes row {@code y} as samples 0..255, blue green red. */
    void row(int y, float[] to);
}
