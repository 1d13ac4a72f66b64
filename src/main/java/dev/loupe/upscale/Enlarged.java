package dev.loupe.upscale;

import dev.loupe.codec.ImageFormat;
import dev.loupe.raster.Raster;

/** The enlarged pixels, still to be encoded. */
public record Enlarged(Request request, Raster raster, ImageFormat format, Report report) {}
