/** Networks through OpenCV's dnn module, on the processor and on CUDA devices. */
package dev.loupe.engine.opencv;
