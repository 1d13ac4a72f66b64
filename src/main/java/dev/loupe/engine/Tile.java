package dev.loupe.engine;

import dev.loupe.raster.Region;

/**
 * What the network sees ({@code window}) and the part of it that is kept ({@code core}), both in pixels of the picture.
 */
public record Tile(Region window, Region core) {}
