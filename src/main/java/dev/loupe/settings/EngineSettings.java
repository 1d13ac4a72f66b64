package dev.loupe.settings;

import dev.loupe.engine.EngineChoice;
import dev.loupe.engine.Precision;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * Which engine runs, in what precision, with how much.
 *
 * @param memory bytes that engines on the processor may use together
 * @param threads processor cores for inference
 * @param gpuMemoryShare part of a CUDA device's memory that engines on it may use together, more than 0 and at most 1
 */
public record EngineSettings(EngineChoice choice, Optional<Precision> precision, long memory, int threads,
        double gpuMemoryShare) {

    static EngineSettings read(Values values) {
        return new EngineSettings(
                values.value("loupe.engine", "an engine: auto, bicubic, opencv[:cpu|:cuda[:N]] or onednn[:cpu]",
                        EngineChoice::parse),
                values.value("loupe.precision", "one of auto, f32, fp16, bf16, int8", Precision::parse),
                memory(values),
                threads(values.integer("loupe.threads", 0, 1_024)),
                share(values));
    }

    private static long memory(Values values) {
        String text = values.text("loupe.memory");
        return "auto".equalsIgnoreCase(text) ? machineMemory() / 3 : values.amount("loupe.memory");
    }

    /** What the machine has, or the container it runs in. */
    private static long machineMemory() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class).getTotalMemorySize();
    }

    private static double share(Values values) {
        Double share = values.value("loupe.gpu.memory-share", "a number above 0 and up to 1, such as 0.8", text -> {
            double number = Double.parseDouble(text);
            if (!(number > 0 && number <= 1)) {
                throw new IllegalArgumentException();
            }
            return number;
        });
        return share == null ? 1 : share;
    }

    private static int threads(int wanted) {
        return wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
    }
}
