package dev.loupe.model.graph;

/**
 * How a network's result lies over its input.
 *
 * @param scale how many times wider and higher the result is
 * @param radius input pixels around a pixel that its result depends on
 */
public record Geometry(int scale, int radius) {}
