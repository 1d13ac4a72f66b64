package dev.loupe.engine.onednn;

/** How large the numbers of each channel are. Safe for several threads. */
final class Spread {
    /** No channel counts as smaller than this part of the mean: what is always zero must not be divided by. */
    private static final double SMALLEST = 1e-3;

    private final double[] squares;
    private long count;

    Spread(int channels) {
        this.squares = new double[channels];
    }

    /** {@code values}: pixels with their channels innermost. */
    synchronized void add(float[] values) {
        for (int i = 0; i < values.length; i++) {
            squares[i % squares.length] += (double) values[i] * values[i];
        }
        count += values.length / squares.length;
    }

    /**
     * The root mean square of each channel to the power of {@code exponent}: 0 treats all channels alike, 1 gives each
     * the same share of the integers.
     */
    synchronized float[] power(double exponent) {
        double all = 0;
        for (double sum : squares) {
            all += sum;
        }
        double least = SMALLEST * Math.sqrt(all / squares.length / Math.max(1, count));
        float[] powers = new float[squares.length];
        for (int c = 0; c < powers.length; c++) {
            double size = Math.max(least, Math.sqrt(squares[c] / Math.max(1, count)));
            powers[c] = (float) (size == 0 ? 1 : Math.pow(size, exponent));
        }
        return powers;
    }
}
