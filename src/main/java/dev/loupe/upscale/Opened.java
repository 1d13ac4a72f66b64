package dev.loupe.upscale;

import dev.loupe.codec.Decoded;

/** A picture decoded, upright. */
public record Opened(Request request, Decoded picture, Timings timings) {}
