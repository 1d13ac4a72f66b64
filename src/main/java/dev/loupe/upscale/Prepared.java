package dev.loupe.upscale;

import dev.loupe.codec.ImageFormat;
import dev.loupe.codec.Source;
import dev.loupe.plan.Plan;
import dev.loupe.raster.Raster;

/** What enters the network, and what is to come out. */
public record Prepared(
        Request request, Raster raster, Source source, Plan plan, ImageFormat format, Timings timings) {}
