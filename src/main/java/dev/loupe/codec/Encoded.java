package dev.loupe.codec;

import dev.loupe.raster.Size;

/** A complete file; {@code bytes} belong to whoever holds the record. */
public record Encoded(byte[] bytes, ImageFormat format, Size size) {}
