package dev.loupe.raster;

import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/** Gives strips of rows to the processors. */
final class Rows {
    /** About a millisecond's work: less than that is done sooner than a busy machine wakes another thread. */
    private static final long WORTH_A_THREAD = 1 << 20;

    private static final int STRIPS_PER_THREAD = 4;

    private Rows() {}

    /** Works on rows {@code from} to {@code to}, the latter exclusive. */
    @FunctionalInterface
    interface Strip {
        void rows(int from, int to);
    }

    /** Splits {@code rows} rows of work, each worth {@code samplesPerRow}, and returns when all are done. */
    static void inParallel(int rows, long samplesPerRow, Strip strip) {
        long wanted = Math.min((long) ForkJoinPool.getCommonPoolParallelism() * STRIPS_PER_THREAD + STRIPS_PER_THREAD,
                rows * samplesPerRow / WORTH_A_THREAD);
        int strips = (int) Math.max(1, Math.min(rows, wanted));
        if (strips == 1) {
            strip.rows(0, rows);
            return;
        }
        IntStream.range(0, strips).parallel().forEach(i ->
                strip.rows((int) ((long) rows * i / strips), (int) ((long) rows * (i + 1) / strips)));
    }
}
