/** Bytes to raster and back: what a picture's file says is read and checked before any of its pixels is decoded. */
package dev.loupe.codec;
