package dev.loupe.codec;

import dev.loupe.raster.Raster;

/** An upright picture, and where it came from. */
public record Decoded(Raster raster, Source source) {}
