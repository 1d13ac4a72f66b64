package dev.loupe.upscale;

import java.util.EnumMap;
import java.util.Map;

/** Nanoseconds by stage. */
public record Timings(Map<Stage, Long> nanos) {
    public static final Timings NONE = new Timings(Map.of());

    public Timings {
        nanos = Map.copyOf(nanos);
    }

    public Timings with(Stage stage, long taken) {
        Map<Stage, Long> more = new EnumMap<>(Stage.class);
        more.putAll(nanos);
        more.put(stage, taken);
        return new Timings(more);
    }

    public long millis(Stage stage) {
        return Math.round(nanos.getOrDefault(stage, 0L) / 1e6);
    }

    public long totalMillis() {
        return Math.round(nanos.values().stream().mapToLong(Long::longValue).sum() / 1e6);
    }
}
