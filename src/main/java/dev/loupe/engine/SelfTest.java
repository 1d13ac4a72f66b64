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

    private static final int RUNS = 5;
    private static final long BUDGET_NANOS = 1_000_000_000;

    private final Raster tile = tile();

    /** Nanoseconds the fastest run took, or the reason why the result is not right through {@code refusal}. */
    record Outcome(long nanos, Optional<String> refusal) {}

    Outcome run(Engine engine) {
        Optional<String> refusal = refusal(engine);
        return new Outcome(refusal.isPresent() ? 0 : fastest(engine), refusal);
    }

    /** What is wrong with the result, after one run; throws what the engine throws. */
    Optional<String> refusal(Engine engine) {
        Raster result = engine.upscale(List.of(tile), Progress.NONE).get(0);
        double error = meanError(result, engine.info().scale());
        return error <= TOLERANCE ? Optional.empty()
                : Optional.of("its self-test is off by %.1f of 255 on average".formatted(error));
    }

    /** On a busy machine a single run tells more about the others than about the engine, and is remembered. */
    private long fastest(Engine engine) {
        long begin = System.nanoTime();
        long fastest = Long.MAX_VALUE;
        for (int run = 0; run < RUNS && System.nanoTime() - begin < BUDGET_NANOS; run++) {
            long start = System.nanoTime();
            engine.upscale(List.of(tile), Progress.NONE);
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return fastest;
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
    private static Raster tile() {
        byte[] samples = new byte[(int) TILE.pixels() * 3];
        for (int y = 0; y < TILE.height(); y++) {
            for (int x = 0; x < TILE.width(); x++) {
                double disc = 60 / (1 + Math.exp(Math.hypot(x - 30, y - 34) - 16));
                int at = (y * TILE.width() + x) * 3;
                samples[at] = (byte) (40 + 2 * x + disc);
                samples[at + 1] = (byte) (160 - 2 * y + disc);
                samples[at + 2] = (byte) (60 + x + y - disc / 2);
            }
        }
        return Raster.of(TILE, Layout.BGR, samples);
    }
}
