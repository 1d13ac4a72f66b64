package dev.loupe.engine.onednn;

/** Where the result's rows go. Several threads write different rows at once. */
interface Sink {
    /**
     * Takes row {@code y} as samples, blue green red, white being 255, not rounded and not clamped; the array is used
     * again.
     */
    void row(int y, float[] samples);
}
