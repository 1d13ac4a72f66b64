package dev.loupe.upscale;

import dev.loupe.codec.ImageFormat;
import dev.loupe.failure.Rejected;
import dev.loupe.model.ModelCatalog;
import dev.loupe.plan.Plan;
import dev.loupe.plan.Planner;
import dev.loupe.raster.AreaAverage;
import dev.loupe.raster.Raster;

/** Second step: makes the plan, which may refuse, and shrinks the picture where the plan says so. Thread-safe. */
public final class Prescale {
    private final Planner planner;
    private final ModelCatalog models;

    public Prescale(Planner planner, ModelCatalog models) {
        this.planner = planner;
        this.models = models;
    }

    /** @throws Rejected where the picture or its result passes a limit, or the target cannot be reached */
    public Prepared apply(Opened opened) {
        long start = System.nanoTime();
        Options options = opened.request().options();
        Raster picture = opened.picture().raster();
        ImageFormat format = options.format().orElse(opened.picture().source().header().format());
        Plan plan = planner.plan(picture.size(), options.target(), options.oversize(), options.maxSide(),
                ModelChoice.scales(models, options.model()), format.name(), format.maxSide());
        Raster raster = plan.prescales() ? AreaAverage.shrink(picture, plan.prescaled()) : picture;
        return new Prepared(opened.request(), raster, opened.picture().source(), plan, format,
                opened.timings().with(Stage.PRESCALE, System.nanoTime() - start));
    }
}
