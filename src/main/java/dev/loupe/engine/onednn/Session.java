package dev.loupe.engine.onednn;

import dev.loupe.engine.Measurements;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.raster.Size;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One network in the precisions it is used in, on one crew. Not thread-safe; closing frees everything native.
 */
final class Session implements AutoCloseable {
    private static final int MOST_WORKERS = 16;

    /** Where a network comes from and what it may take. */
    record Terms(String sha256, long memory, int threads, Measurements measurements) {}

    private final Terms terms;
    private final Native natives;
    private final Crew crew;
    private final Chain plain;
    private final Features features;
    private final Calibrations calibrations;
    private final Map<Precision, Program> programs = new EnumMap<>(Precision.class);
    private Tuning tuning;

    Session(Library library, Terms terms, Chain plain, Calibrations calibrations) {
        this.terms = terms;
        this.plain = plain;
        this.features = library.features();
        this.calibrations = calibrations;
        this.natives = new Native();
        this.crew = crew(library.openMp(), terms.threads());
    }

    /**
     * Workers that share nothing but their progress do not wait for each other after every layer, as threads that share
     * a layer do. More of them than a network has steps for would wait in line, though.
     */
    private static Crew crew(OpenMp openMp, int threads) {
        int each = openMp.isControllable() ? (threads + MOST_WORKERS - 1) / MOST_WORKERS : threads;
        return new Crew(openMp, threads / each, each, "loupe-onednn");
    }

    int workers() {
        return crew.size();
    }

    /** Pixels around one that its result depends on, in whatever precision. */
    int radius() {
        return new Schedule(plain, 1, crew.size()).radius();
    }

    /** Processor time the network has taken so far. */
    long processorNanos() {
        return crew.processorNanos();
    }

    /** The network in one precision, made at first use. */
    Program program(Precision precision) {
        programs.forEach((other, program) -> {
            if (other != precision) {
                program.release();
            }
        });
        return programs.computeIfAbsent(precision,
                missing -> new Program(natives, crew, typed(precision), terms.memory()));
    }

    private Chain typed(Precision precision) {
        Units units = precision == Precision.INT8 ? calibration().units() : Units.NONE;
        return Typing.apply(plain, precision, stream(), units);
    }

    private Type stream() {
        return features.bf16() ? Type.BF16 : Type.F32;
    }

    /** What to compute in where nobody said. */
    Precisions choose() {
        Precision safe = features.bf16() ? Precision.BF16 : Precision.F32;
        Precision usual = features.int8() ? new Choice(this, safe).of(question("precision"), terms.measurements())
                : safe;
        return new Precisions(usual, safe, Precision.F32);
    }

    /** The network's integers: read if they are known, otherwise measured and kept. */
    Calibration calibration() {
        return calibrations.of(terms.sha256(), known -> known.units().suit(plain),
                () -> measureCalibration(Progress.NONE));
    }

    Calibration measureCalibration(Progress progress) {
        return Calibration.measure(natives, crew, plain, stream(), terms.memory(), progress);
    }

    /**
     * What is known about the speed of bands.
     *
     * @param measure whether it is worth a few seconds to find out
     */
    Tuning tuning(Precision precision, boolean measure) {
        if (tuning == null) {
            String question = question("bands in " + precision);
            Optional<Tuning> known = terms.measurements().recall(question).flatMap(Tuning::parse);
            if (known.isEmpty() && !measure) {
                return Tuning.UNMEASURED;
            }
            tuning = known.orElseGet(() -> Tuner.measure(program(precision), crew));
            if (known.isEmpty()) {
                terms.measurements().remember(question, tuning.toString());
            }
        }
        return tuning;
    }

    /** Bytes of weights and of strips that are ready for the next picture. */
    long kept() {
        return programs.values().stream().mapToLong(Program::kept).sum();
    }

    /** Bytes that a picture of that size takes at most: those of f32, which are more than any other precision's. */
    long needed(Size picture, Precision usual) {
        Tuning known = tuning(usual, false);
        Size window = known.window(picture, radius(), workers(),
                (width, rows) -> needed(width, rows) <= terms.memory());
        return kept() + Math.min(terms.memory(), needed(window.width(), known.rows(window, workers())));
    }

    private long needed(int width, int rows) {
        return Program.needed(new Schedule(plain, rows, workers()), width, plain.weightBytes());
    }

    private String question(String what) {
        return "onednn " + what + ", " + crew.size() + " threads, " + features.name() + ", " + terms.sha256();
    }

    @Override
    public void close() {
        programs.values().forEach(Program::close);
        crew.close();
        natives.close();
    }
}
