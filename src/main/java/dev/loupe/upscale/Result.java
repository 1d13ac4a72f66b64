package dev.loupe.upscale;

import dev.loupe.codec.Encoded;

/** The enlarged picture as a file's bytes, and what was done to it. */
public record Result(Encoded picture, Report report) {}
