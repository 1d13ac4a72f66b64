package dev.loupe.engine.onednn;

import dev.loupe.engine.Progress;
import dev.loupe.engine.onednn.Tuning.Speed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures a program on black strips of several widths and band heights; stops when it has taken long enough. It counts
 * processor time: what else the machine is doing at the moment must not decide for ever.
 */
final class Tuner {
    private static final int[] WIDTHS = {256, 512, 1024, 2048, 4096, 128};
    private static final int[] ROWS = {8, 16, 4};
    private static final double BUDGET_NANOS = 4e9;
    private static final double SHORT_NANOS = 2e8;

    private final Program program;
    private final Crew crew;
    private final long started = System.nanoTime();

    private Tuner(Program program, Crew crew) {
        this.program = program;
        this.crew = crew;
    }

    /** Takes a few seconds. */
    static Tuning measure(Program program, Crew crew) {
        return new Tuner(program, crew).measure();
    }

    private Tuning measure() {
        List<Speed> speeds = new ArrayList<>();
        double slowest = 0;
        for (int width : WIDTHS) {
            for (int rows : ROWS) {
                double left = BUDGET_NANOS - (System.nanoTime() - started);
                if (slowest * width * height(rows) < left && program.fits(width, rows)) {
                    Speed speed = new Speed(width, rows, nanosPerPixel(width, rows));
                    speeds.add(speed);
                    slowest = Math.max(slowest, speed.nanos());
                }
            }
        }
        program.release();
        return speeds.isEmpty() ? Tuning.UNMEASURED : new Tuning(List.copyOf(speeds));
    }

    /** Several bands for each worker, so that the strip's ends do not count for more than they do in a picture. */
    private int height(int rows) {
        return rows * (2 * crew.size() + 4);
    }

    /** A first band brings weights and fresh memory in, and does not count. */
    private double nanosPerPixel(int width, int rows) {
        once(width, rows, rows);
        double best = once(width, rows, height(rows));
        for (int again = 0; again < 2 && best < SHORT_NANOS; again++) {
            best = Math.min(best, once(width, rows, height(rows)));
        }
        return best / ((double) width * (height(rows) + rows - 1));
    }

    private double once(int width, int rows, int height) {
        long before = crew.processorNanos();
        program.run(new Black(height), (y, samples) -> {}, width, rows, Progress.NONE);
        return crew.processorNanos() - before;
    }

    private record Black(int height) implements Source {
        @Override
        public void row(int y, float[] to) {
            Arrays.fill(to, 0);
        }
    }
}
