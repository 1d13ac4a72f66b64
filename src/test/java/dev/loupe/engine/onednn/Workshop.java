package dev.loupe.engine.onednn;

import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.model.graph.ReferenceNetwork.Planes;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/** What a test needs to run chains: the library, one engine of it, and a crew. */
final class Workshop implements AutoCloseable {
    static final long MEMORY = 1L << 30;

    final Library library = Library.load();
    final Native natives = new Native();
    final Crew crew;

    Workshop(int workers) {
        crew = new Crew(library.openMp(), workers, 1, "test");
    }

    /** Skips the test where the processor lacks what a precision needs. */
    void need(Precision precision) {
        try {
            library.features().require(precision);
        } catch (dev.loupe.engine.EngineProvider.Unsupported missing) {
            Assumptions.abort(missing.getMessage());
        }
    }

    Chain typed(Chain plain, Precision precision) {
        Type stream = library.features().bf16() ? Type.BF16 : Type.F32;
        Units units = precision == Precision.INT8
                ? Calibration.measure(natives, crew, plain, stream, MEMORY, Progress.NONE).units()
                : Units.NONE;
        return Typing.apply(plain, precision, stream, units);
    }

    /** The unrounded result, rows of blue, green, red. */
    float[] run(Chain chain, Noise picture, int rows) {
        FloatSink sink = new FloatSink(picture.width * chain.scale(), picture.height * chain.scale());
        try (Program program = new Program(natives, crew, chain, MEMORY)) {
            program.run(picture, sink, picture.width, rows, Progress.NONE);
        }
        return sink.values();
    }

    @Override
    public void close() {
        crew.close();
        natives.close();
    }

    /** Noise 0..255 in whole numbers, the same for the same size. */
    record Noise(int width, int height, float[] samples) implements Source {
        static Noise of(int width, int height) {
            Random random = new Random(width * 1009L + height);
            float[] samples = new float[width * height * 3];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = random.nextInt(256);
            }
            return new Noise(width, height, samples);
        }

        /** Columns {@code x} up to, not including, {@code x + count}. */
        Noise columns(int x, int count) {
            float[] cut = new float[count * height * 3];
            for (int y = 0; y < height; y++) {
                System.arraycopy(samples, (y * width + x) * 3, cut, y * count * 3, count * 3);
            }
            return new Noise(count, height, cut);
        }

        @Override
        public void row(int y, float[] to) {
            System.arraycopy(samples, y * width * 3, to, 0, width * 3);
        }

        Planes planes() {
            Planes planes = Planes.of(3, height, width);
            for (int i = 0; i < samples.length; i++) {
                planes.set(i % 3, i / 3 / width, i / 3 % width, samples[i]);
            }
            return planes;
        }
    }
}
