package dev.loupe.engine.opencv;

import dev.loupe.engine.Engine;
import dev.loupe.engine.Tiling;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How much work windows of some sides are for a GPU, several to a call. Immutable.
 *
 * @param speeds at least one
 */
record Shapes(List<Speed> speeds) {
    /** Beyond the last one halos cost little, and a batch fills a GPU as well as a larger window would. */
    private static final int[] SIDES = {256, 512, 1024, 384, 768};

    private static final int[] BATCHES = {1, 2, 4, 8};
    private static final double BUDGET_NANOS = 20e9;

    /**
     * Square windows.
     *
     * @param batch windows to a call
     * @param nanos per pixel computed
     */
    record Speed(int side, int batch, double nanos) {
        @Override
        public String toString() {
            return side + "x" + batch + "=" + Math.round(nanos * 1000) / 1000.0;
        }
    }

    /** Enlarges so many windows of a side in one call, and says how many nanoseconds that took. */
    @FunctionalInterface
    interface Call {
        /** @throws Engine.OutOfMemory where there is no room; smaller calls may pass */
        double nanos(int side, int batch);
    }

    /** Windows as large as memory allows, where nothing was measured. */
    static Shapes planned(int halo, long maxPixels, int largestBatch) {
        int side = (int) Math.min(1024, Math.sqrt(maxPixels)) / 32 * 32;
        return new Shapes(List.of(new Speed(Math.max(side, Windows.smallest(halo)), largestBatch, 1)));
    }

    /**
     * Measures every shape that fits, for some seconds: the second of two calls, because the first makes ready.
     *
     * @param maxPixels what one call may hold, all its windows together
     */
    static Shapes measure(int halo, long maxPixels, int largestBatch, Call call) {
        List<Speed> speeds = new ArrayList<>();
        double left = BUDGET_NANOS;
        for (int side : SIDES) {
            long pixels = (long) side * side;
            for (int batch : BATCHES) {
                double expected = speeds.stream().mapToDouble(Speed::nanos).max().orElse(0) * pixels * batch * 2;
                if (side < Windows.smallest(halo) || batch > largestBatch || pixels * batch > maxPixels
                        || expected > left) {
                    continue;
                }
                try {
                    double first = call.nanos(side, batch);
                    double second = call.nanos(side, batch);
                    left -= first + second;
                    speeds.add(new Speed(side, batch, second / (pixels * batch)));
                } catch (Engine.OutOfMemory full) {
                    break; // more windows of this side need still more
                }
            }
        }
        return speeds.isEmpty() ? planned(halo, maxPixels, largestBatch) : new Shapes(List.copyOf(speeds));
    }

    /** The shape that takes least time for a picture; windows are no larger than the picture. */
    Tiling best(Size picture, int halo) {
        Speed best = speeds.stream().min(Comparator.comparingDouble(speed -> time(speed, picture, halo))).orElseThrow();
        Size window = window(best, picture);
        int tiles = tiles(window, picture, halo);
        int calls = (tiles + best.batch - 1) / best.batch;
        return new Tiling(window, halo, (tiles + calls - 1) / calls);
    }

    private static double time(Speed speed, Size picture, int halo) {
        Size window = window(speed, picture);
        return speed.nanos * tiles(window, picture, halo) * window.pixels();
    }

    private static Size window(Speed speed, Size picture) {
        return new Size(Math.min(speed.side, picture.width()), Math.min(speed.side, picture.height()));
    }

    private static int tiles(Size window, Size picture, int halo) {
        return Windows.count(picture.width(), window.width(), halo)
                * Windows.count(picture.height(), window.height(), halo);
    }

    /** For {@link #parse}. */
    @Override
    public String toString() {
        return String.join(" ", speeds.stream().map(Speed::toString).toList());
    }

    /** What {@link #toString} wrote; empty if it is something else. */
    static Optional<Shapes> parse(String text) {
        List<Speed> speeds = new ArrayList<>();
        for (String part : text.strip().split(" +")) {
            if (!part.matches("[1-9]\\d{0,5}x[1-9]\\d{0,3}=\\d{1,12}\\.\\d{1,12}")) {
                return Optional.empty();
            }
            String[] numbers = part.split("[x=]");
            speeds.add(new Speed(
                    Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Double.parseDouble(numbers[2])));
        }
        return Optional.of(new Shapes(List.copyOf(speeds)));
    }
}
