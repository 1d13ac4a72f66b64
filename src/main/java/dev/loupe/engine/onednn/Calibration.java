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

    private static final int ROWS = 8;
    /** Networks heavier than this, in multiply-adds per pixel, are measured on smaller scenes. */
    private static final long HEAVY = 5_000_000;

    /**
     * Runs the scenes once in f32 and once in int8.
     *
     * @param plain the network in plain numbers
     * @param stream what the tensors that are no integers are kept in
     */
    static Calibration measure(Native natives, Crew crew, Chain plain, Type stream, long memory) {
        List<Raster> scenes = Scenes.render(plain.multiplyAdds() > HEAVY ? 48 : 96);
        Map<Integer, Histogram> seen = new HashMap<>();
        for (Convolve reader : Typing.integers(plain)) {
            seen.put(reader.input(), new Histogram());
        }
        List<float[]> exact;
        try (Program program = new Program(natives, crew, plain, memory)) {
            exact = enlarge(program, scenes, (tensor, values) -> {
                if (seen.containsKey(tensor)) {
                    seen.get(tensor).add(values);
                }
            });
        }
        Map<Integer, Float> units = new HashMap<>();
        seen.forEach((tensor, histogram) -> units.put(tensor, histogram.bestStep(Typing.integer(plain, tensor).max())));
        Units chosen = new Units(Map.copyOf(units));
        try (Program program = new Program(natives, crew, Typing.apply(plain, Precision.INT8, stream, chosen),
                memory)) {
            return new Calibration(chosen, psnr(exact, enlarge(program, scenes, (tensor, values) -> {})));
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "int8 is %.1f dB from f32%s", psnr,
                psnr < GOOD_ENOUGH ? "; auto takes it from " + GOOD_ENOUGH + " dB on" : "");
    }

    private static List<float[]> enlarge(Program program, List<Raster> scenes, Strip.Observer observer) {
        List<float[]> results = new ArrayList<>();
        for (Raster scene : scenes) {
            int side = scene.size().width();
            FloatSink sink = new FloatSink(side * program.chain().scale(), side * program.chain().scale());
            program.prepared(side, ROWS).observe(observer);
            program.run(new RasterSource(scene), sink, side, ROWS, Progress.NONE);
            results.add(sink.values());
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
