/**
 * Networks on the processor through oneDNN, in bands of rows that go through all layers while they are in cache.
 *
 * <p>The way of a network: {@link dev.loupe.engine.onednn.Compiler} folds the graph into a {@link
 * dev.loupe.engine.onednn.Chain} of steps, {@link dev.loupe.engine.onednn.Typing} gives every tensor a number format,
 * {@link dev.loupe.engine.onednn.Schedule} says which rows each step makes in each band and how many rows a tensor
 * keeps, {@link dev.loupe.engine.onednn.Strip} holds the primitives and the memory for one width, and {@link
 * dev.loupe.engine.onednn.Wavefront} lets several threads carry bands through it, one behind the other.
 */
package dev.loupe.engine.onednn;
