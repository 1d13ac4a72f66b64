package dev.loupe.upscale;

import dev.loupe.codec.Source;
import dev.loupe.engine.EngineInfo;
import dev.loupe.plan.Plan;
import java.util.List;

/**
 * What was done to a picture, for headers, logs and metrics.
 *
 * @param modelReason why this model, where it was chosen automatically; otherwise empty
 * @param notes sentences for the user about what did not go the usual way
 */
public record Report(Source source, Plan plan, EngineInfo engine, String modelReason, Timings timings,
        List<String> notes) {
    Report with(Stage stage, long nanos) {
        return new Report(source, plan, engine, modelReason, timings.with(stage, nanos), notes);
    }

    /** For example {@code 512x512 -> 1536x1536 (x3), edsr-light-x3 on opencv:cpu f32, 5900 ms (decode 5, ...)}. */
    @Override
    public String toString() {
        return plan + ", " + engine.model() + (modelReason.isEmpty() ? "" : " (" + modelReason + ")") + " on "
                + engine.label() + ", " + timings.totalMillis() + " ms (decode "
                + timings.millis(Stage.DECODE) + ", prescale " + timings.millis(Stage.PRESCALE) + ", queue "
                + timings.millis(Stage.QUEUE) + ", upscale " + timings.millis(Stage.UPSCALE) + ", encode "
                + timings.millis(Stage.ENCODE) + ")" + (notes.isEmpty() ? "" : "; " + String.join("; ", notes));
    }
}
