package dev.loupe.camel;

import dev.loupe.failure.Busy;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Rejected;
import dev.loupe.upscale.Report;
import dev.loupe.upscale.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts pictures and their times, whichever door they came through (docs/operations.md). Thread-safe. */
public final class PictureMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(500),
                Duration.ofSeconds(2),
        Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(10)
    };

    private final MeterRegistry registry;
    private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
    private final Timer deliver;

    public PictureMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Stage stage : Stage.values()) {
            stages.put(stage, stage(stage.name().toLowerCase(Locale.ROOT)));
        }
        deliver = stage("deliver");
    }

    private Timer stage(String name) {
        return Timer.builder("loupe.stage").tag("stage", name).serviceLevelObjectives(BUCKETS).register(registry);
    }

    /** How long it took until a result was where it should go: in its folder, or with its client. */
    void delivered(long nanos) {
        deliver.record(nanos, TimeUnit.NANOSECONDS);
    }

    void done(Report report) {
        count("done", "none");
        stages.forEach((stage, timer) ->
                timer.record(report.timings().nanos().getOrDefault(stage, 0L), TimeUnit.NANOSECONDS));
        registry.counter("loupe.pixels.in").increment(report.plan().input().pixels());
        registry.counter("loupe.pixels.out").increment(report.plan().result().pixels());
    }

    public void failed(Throwable cause) {
        if (cause instanceof Rejected rejected) {
            count("rejected", rejected.reason().name().toLowerCase(Locale.ROOT));
        } else if (cause instanceof Busy) {
            count("busy", "none");
        } else if (cause instanceof Cancelled) {
            count("cancelled", "none");
        } else {
            count("failed", cause == null ? "unknown" : cause.getClass().getSimpleName());
        }
    }

    private void count(String outcome, String reason) {
        registry.counter("loupe.pictures", "outcome", outcome, "reason", reason).increment();
    }
}
