package dev.loupe.engine.onednn;

import dev.loupe.engine.Engine;
import dev.loupe.engine.Progress;
import java.util.List;

/**
 * A chain on its crew: keeps the weights, and the strip of the last width for pictures to come. One picture at a time;
 * closing frees all of it.
 */
final class Program implements AutoCloseable {
    /** The setting that bounds {@code memory}. */
    static final String MEMORY = "loupe.memory";

    /** A strip with more bytes is not kept for the next picture: encoding a result as large as that needs the room. */
    private static final long KEPT = 128L << 20;

    private final Native natives;
    private final Crew crew;
    private final Chain chain;
    private final long memory;
    private final Constants constants;
    private Strip strip;

    /** {@code memory}: bytes for weights, tensors and scratch. */
    Program(Native natives, Crew crew, Chain chain, long memory) {
        this.natives = natives;
        this.crew = crew;
        this.chain = chain;
        this.memory = memory;
        this.constants = new Constants(natives);
    }

    Chain chain() {
        return chain;
    }

    /** Whether a picture of that width fits the memory in bands of so many rows. */
    boolean fits(int width, int rows) {
        return needed(width, rows) <= memory;
    }

    /**
     * Carries a picture through.
     *
     * @param rows picture rows per band
     * @throws Engine.OutOfMemory if the width does not fit
     */
    void run(Source source, Sink sink, int width, int rows, Progress progress) {
        Strip used = prepared(width, rows);
        used.run(source, sink, crew, progress);
        if (used.bytes() > KEPT) {
            release();
        }
    }

    /** The strip for that width; made where the last one was for another. */
    Strip prepared(int width, int rows) {
        Schedule schedule = schedule(rows);
        if (strip == null || strip.width() != width || strip.schedule().rows() != schedule.rows()) {
            release();
            if (!fits(width, rows)) {
                throw new Engine.OutOfMemory("A tile " + width + " pixels wide needs " + (needed(width, rows) >> 20)
                        + " MB, and " + MEMORY + " allows " + (memory >> 20) + " MB.", null);
            }
            strip = crew.call(() -> new Strip(natives, constants, schedule, width));
        }
        return strip;
    }

    /** What oneDNN chose for the step with most work in it. */
    String heaviest() {
        long most = 0;
        int heaviest = 0;
        for (int i = 0; i < chain.steps().size(); i++) {
            if (chain.steps().get(i) instanceof Step.Convolve convolve && convolve.weights().multiplyAdds() > most) {
                most = convolve.weights().multiplyAdds();
                heaviest = i;
            }
        }
        List<String> all = prepared(64, 8).implementations();
        return all.isEmpty() ? "nothing to compute" : all.get(heaviest);
    }

    private Schedule schedule(int rows) {
        return new Schedule(chain, rows, crew.size());
    }

    private long needed(int width, int rows) {
        return needed(schedule(rows), width, Math.max(constants.bytes(), chain.weightBytes()));
    }

    /** Bytes of a strip of that width with so many bytes of weights. */
    static long needed(Schedule schedule, int width, long weights) {
        return new Sharing(schedule).bytes(width) + schedule.scratch(width) + weights;
    }

    /** Bytes that it holds now. */
    long kept() {
        return constants.bytes() + (strip == null ? 0 : strip.bytes() + strip.schedule().scratch(strip.width()));
    }

    /** Gives the strip's memory back; the next picture takes it anew. */
    void release() {
        if (strip != null) {
            Strip old = strip;
            strip = null;
            crew.call(() -> {
                old.close();
                return null;
            });
        }
    }

    @Override
    public void close() {
        release();
        crew.call(() -> {
            constants.close();
            return null;
        });
    }
}
