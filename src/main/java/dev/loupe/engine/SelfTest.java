package dev.loupe.engine;

import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.List;
import java.util.Optional;

/** Lets a freshly opened engine enlarge a small known tile: a result that is not the tile enlarged gives it away. */
final class SelfTest {
    private static final Size TILE = new Size(64, 64);
    /** Networks sharpen, so the average of a result's pixel block may differ a little from the pixel it came from. */
    private static final double TOLERANCE = 8;

    /** A size that pictures have, so that what is fast on small tiles alone is not taken. */
    private static final Size PICTURE = new Size(192, 192);

    /** Networks that take longer for the small tile are timed on it. */
    private static final long SLOW_NANOS = 500_000_000;

    private static final int RUNS = 5;
    private static final long BUDGET_NANOS = 1_000_000_000;

    private final Raster tile = tile(TILE);
    private final Raster picture = tile(PICTURE);

    /** Nanoseconds per pixel in the fastest run, or the reason why the result is not right through {@code refusal}. */
    record Outcome(double nanos, Optional<String> refusal) {}

    Outcome run(Engine engine) {
        Optional<String> refusal = refusal(engine);
        return new Outcome(refusal.isPresent() ? 0 : fastest(engine), refusal);
    }

    /** What is wrong with the result, after one run; throws what the engine throws. */
    Optional<String> refusal(Engine engine) {
        Raster result = engine.upscale(List.of(tile), Progress.NONE).raster();
        double error = meanError(result, engine.info().scale());
        return error <= TOLERANCE ? Optional.empty()
                : Optional.of("its self-test is off by %.1f of 255 on average".formatted(error));
    }

    /** On a busy machine a single run tells more about the others than about the engine, and is remembered. */
    private double fastest(Engine engine) {
        double small = nanosPerPixel(engine, tile);
        if (small * TILE.pixels() > SLOW_NANOS) {
            return small;
        }
        nanosPerPixel(engine, picture); // a new size, to which engines adjust
        long begin = System.nanoTime();
        double fastest = Double.MAX_VALUE;
        for (int run = 0; run < RUNS && (run == 0 || System.nanoTime() - begin < BUDGET_NANOS); run++) {
            fastest = Math.min(fastest, nanosPerPixel(engine, picture));
        }
        return fastest;
    }

    private static double nanosPerPixel(Engine engine, Raster picture) {
        long start = System.nanoTime();
        engine.upscale(List.of(picture), Progress.NONE);
        return (System.nanoTime() - start) / (double) picture.size().pixels();
    }

    private double meanError(Raster result, int scale) {
        double sum = 0;
        for (int y = 0; y < TILE.height(); y++) {
            for (int x = 0; x < TILE.width(); x++) {
                for (int channel = 0; channel < 3; channel++) {
                    sum += Math.abs(tile.sample(x, y, channel) - average(result, x * scale, y * scale, channel, scale));
                }
            }
        }
        return sum / (TILE.pixels() * 3);
    }

    private static double average(Raster result, int x, int y, int channel, int scale) {
        double sum = 0;
        for (int dy = 0; dy < scale; dy++) {
            for (int dx = 0; dx < scale; dx++) {
                sum += result.sample(x + dx, y + dy, channel);
            }
        }
        return sum / (scale * scale);
    }

    /** Slopes in every direction with one soft disc: nothing that enlarging could change much. */
    private static Raster tile(Size size) {
        byte[] samples = new byte[(int) size.pixels() * 3];
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                double disc = 60 / (1 + Math.exp(Math.hypot(x - 30, y - 34) - 16));
                int at = (y * size.width() + x) * 3;
                samples[at] = (byte) (40 + 2 * x + disc);
                samples[at + 1] = (byte) (160 - 2 * y + disc);
                samples[at + 2] = (byte) (60 + x + y - disc / 2);
            }
        }
        return Raster.of(size, Layout.BGR, samples);
    }
}
