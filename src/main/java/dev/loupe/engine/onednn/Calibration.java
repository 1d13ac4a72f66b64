package dev.loupe.engine.onednn;

import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.onednn.Step.Convolve;
import dev.loupe.raster.Raster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The units a network's tensors need as integers, and how near int8 then comes to f32.
 *
 * @param psnr of the unrounded results against f32's, in dB of 255, over the product's own scenes
 */
record Calibration(Units units, double psnr) {
    /** {@code auto} takes int8 from here on: the difference is then under half a grey level on average. */
    static final double GOOD_ENOUGH = 55;

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "int8 is %.1f dB from f32, with the last %d convolutions left out%s",
                psnr, units.ends(),
                psnr < GOOD_ENOUGH ? "; auto takes it from " + GOOD_ENOUGH + " dB on" : "");
    }

    /**
     * Runs the scenes in f32, and in int8 for each way of dividing the integers among the channels; the best is taken.
     *
     * @param plain the network in plain numbers
     * @param stream what the tensors that are no integers are kept in
     */
    static Calibration measure(Native natives, Crew crew, Chain plain, Type stream, long memory,
            Progress progress) {
        Calibration best = new Measuring(natives, crew, plain, stream, memory, progress).best();
        progress.report(1);
        return best;
    }

    private static final class Measuring {
        private static final int ROWS = 8;
        /** Networks heavier than this, in multiply-adds per pixel, are measured on smaller scenes. */
        private static final long HEAVY = 5_000_000;
        /**
         * A channel's unit grows with its size to this power. Small channels gain by it what the weights that read them
         * lose; how much is best differs (G. Xiao et al., SmoothQuant, 2023, call it migration strength). Not where
         * there are numbers below zero: that is the residual stream, whose conversion takes twice as long with a unit
         * for each channel, and one convolution less in integers gains more.
         */
        private static final double[] EXPONENTS = {0, 0.25, 0.5};
        /** With more convolutions than this in bf16 at the end, int8 has hardly anything left to gain. */
        private static final int MOST_ENDS = 8;
        /** How often the scenes are run through, at most. */
        private static final int PASSES = 1 + 2 * EXPONENTS.length + (MOST_ENDS - Units.ENDS) / 2;

        private final Native natives;
        private final Crew crew;
        private final Chain plain;
        private final Type stream;
        private final long memory;
        private final Progress progress;
        private final List<Raster> scenes;
        private final Map<Integer, Spread> spreads = new HashMap<>();
        private int enlarged;

        Measuring(Native natives, Crew crew, Chain plain, Type stream, long memory, Progress progress) {
            this.natives = natives;
            this.crew = crew;
            this.plain = plain;
            this.stream = stream;
            this.memory = memory;
            this.progress = progress;
            this.scenes = Scenes.render(plain.multiplyAdds() > HEAVY ? 48 : 96);
            for (Convolve reader : Typing.integers(plain)) {
                spreads.put(reader.input(), new Spread(plain.tensor(reader.input()).channels()));
            }
        }

        Calibration best() {
            try (Program exact = new Program(natives, crew, plain, memory)) {
                List<float[]> expected = enlarge(exact, (tensor, values) -> {
                    if (spreads.containsKey(tensor)) {
                        spreads.get(tensor).add(values);
                    }
                });
                Calibration best = null;
                for (double exponent : EXPONENTS) {
                    Calibration next = with(units(exact, exponent), expected);
                    best = best == null || next.psnr > best.psnr ? next : best;
                }
                return withinLimit(best, expected);
            }
        }

        /** Integers hurt most at the end: as few convolutions there do without as the limit asks for. */
        private Calibration withinLimit(Calibration best, List<float[]> expected) {
            Calibration near = best;
            for (int ends = Units.ENDS + 2; near.psnr < GOOD_ENOUGH && ends <= MOST_ENDS; ends += 2) {
                near = with(best.units.withEnds(ends), expected);
            }
            return near.psnr < GOOD_ENOUGH ? best : near;
        }

        private Units units(Program exact, double exponent) {
            Map<Integer, float[]> scales = new HashMap<>();
            Map<Integer, Histogram> seen = new HashMap<>();
            spreads.forEach((tensor, spread) -> {
                scales.put(tensor, spread.power(Typing.integer(plain, tensor) == Type.U8 ? exponent : 0));
                seen.put(tensor, new Histogram());
            });
            enlarge(exact, (tensor, values) -> {
                if (seen.containsKey(tensor)) {
                    seen.get(tensor).add(values, scales.get(tensor));
                }
            });
            Map<Integer, List<Float>> units = new HashMap<>();
            seen.forEach((tensor, histogram) -> {
                float step = histogram.bestStep(Typing.integer(plain, tensor).max());
                List<Float> each = new ArrayList<>();
                for (float scale : scales.get(tensor)) {
                    each.add(step * scale);
                }
                units.put(tensor, List.copyOf(each));
            });
            return new Units(Map.copyOf(units), Units.ENDS);
        }

        private Calibration with(Units units, List<float[]> expected) {
            Chain typed = Typing.apply(plain, Precision.INT8, stream, units);
            try (Program program = new Program(natives, crew, typed, memory)) {
                return new Calibration(units, psnr(expected, enlarge(program, (tensor, values) -> {})));
            }
        }

        private List<float[]> enlarge(Program program, Strip.Observer observer) {
            List<float[]> results = new ArrayList<>();
            for (Raster scene : scenes) {
                int side = scene.size().width();
                FloatSink sink = new FloatSink(side * program.chain().scale(), side * program.chain().scale());
                program.prepared(side, ROWS).observe(observer);
                program.run(new RasterSource(scene), sink, side, ROWS, Progress.NONE);
                results.add(sink.values());
                enlarged++;
                progress.report((double) enlarged / (PASSES * scenes.size()));
            }
            return results;
        }

        private static double psnr(List<float[]> exact, List<float[]> near) {
            double squares = 0;
            long count = 0;
            for (int i = 0; i < exact.size(); i++) {
                for (int k = 0; k < exact.get(i).length; k++) {
                    double error = near.get(i)[k] - exact.get(i)[k];
                    squares += error * error;
                }
                count += exact.get(i).length;
            }
            return squares == 0 ? 200 : 10 * Math.log10(255.0 * 255 * count / squares);
        }
    }
}
