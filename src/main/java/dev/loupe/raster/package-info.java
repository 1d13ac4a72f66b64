/** Pixels as plain values: no file formats, no networks, no native memory. */
package dev.loupe.raster;
