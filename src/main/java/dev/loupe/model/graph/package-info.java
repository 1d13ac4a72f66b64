/** Reads and writes networks: ONNX and TensorFlow graphs become one clean {@link dev.loupe.model.graph.Network}. */
package dev.loupe.model.graph;
