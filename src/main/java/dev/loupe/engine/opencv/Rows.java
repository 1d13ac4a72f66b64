package dev.loupe.engine.opencv;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The rows of a picture, shared out among the processor's cores. */
final class Rows {
    private Rows() {}

    static void each(int rows, IntConsumer work) {
        IntStream.range(0, rows).parallel().forEach(work);
    }
}
