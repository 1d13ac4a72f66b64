package dev.loupe.engine.onednn;

import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * How much work strips of some widths and band heights are on this machine. Immutable.
 *
 * @param speeds at least one
 */
record Tuning(List<Speed> speeds) {
    /** What is taken for granted where nothing was measured: bands that the cache of any processor of today holds. */
    static final Tuning UNMEASURED = new Tuning(List.of(new Speed(512, 8, 1)));

    /** The narrowest core of a column worth computing. */
    private static final int NARROWEST = 16;
    /** What a cut has to gain to be made: measurements are no better than this. */
    private static final double WORTH_A_CUT = 0.9;

    /** Bands for each worker: until all have begun, and after the first has ended, not all have work. */
    private static final int BANDS_EACH = 4;

    /** {@code nanos} of processor time per pixel computed. */
    record Speed(int width, int rows, double nanos) {
        /**
         * Time per pixel of a picture: at its ends bands are computed that are not full, one short of a row on average.
         */
        double perPixel(int height) {
            return nanos * (1 + (rows - 1.0) / height);
        }

        @Override
        public String toString() {
            return width + "x" + rows + "=" + Math.round(nanos * 1000) / 1000.0;
        }
    }

    /** Rows per band for a picture: fewer where it is too low to keep all workers busy. */
    int rows(Size picture, int workers) {
        int enough = (picture.height() + BANDS_EACH * workers - 1) / (BANDS_EACH * workers);
        return Math.max(1, Math.min(best(picture).rows, enough));
    }

    /**
     * The window that takes least time to cover a picture with: all of it, or a column of full height.
     *
     * @param halo columns lost at every cut
     * @param fits whether a window of that width, in bands of so many rows, has room in memory; if none has, the
     *     narrowest is the answer
     */
    Size window(Size picture, int halo, int workers, BiPredicate<Integer, Integer> fits) {
        Size best = null;
        double least = 0;
        for (int columns = 1; ; columns++) {
            int width = (int) (((long) picture.width() + 2L * halo * (columns - 1) + columns - 1) / columns);
            Size window = new Size(width, picture.height());
            if (columns > 1 && width < 2 * halo + NARROWEST) {
                int narrowest = Math.min(picture.width(), 2 * halo + NARROWEST);
                return best == null ? new Size(narrowest, picture.height()) : best;
            }
            double time = (double) columns * width * best(window).perPixel(picture.height());
            if ((best == null || time < least * WORTH_A_CUT) && fits.test(width, rows(window, workers))) {
                best = window;
                least = time;
            }
        }
    }

    /** The quickest of the measured heights, at the measured width that is nearest. */
    private Speed best(Size window) {
        int width = speeds.stream().mapToInt(Speed::width).boxed()
                .min((a, b) -> Double.compare(distance(a, window.width()), distance(b, window.width()))).orElseThrow();
        return speeds.stream().filter(speed -> speed.width == width)
                .min((a, b) -> Double.compare(a.perPixel(window.height()), b.perPixel(window.height()))).orElseThrow();
    }

    private static double distance(int one, int other) {
        return Math.abs(Math.log((double) one / other));
    }

    /** For {@link #parse}. */
    @Override
    public String toString() {
        return String.join(" ", speeds.stream().map(Speed::toString).toList());
    }

    /** What {@link #toString} wrote; empty if it is something else. */
    static Optional<Tuning> parse(String text) {
        List<Speed> speeds = new ArrayList<>();
        for (String part : text.strip().split(" +")) {
            if (!part.matches("[1-9]\\d{0,6}x[1-9]\\d{0,3}=\\d{1,12}\\.\\d{1,12}")) {
                return Optional.empty();
            }
            String[] numbers = part.split("[x=]");
            speeds.add(new Speed(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]),
                    Double.parseDouble(numbers[2])));
        }
        return Optional.of(new Tuning(List.copyOf(speeds)));
    }
}
