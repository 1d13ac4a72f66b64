package dev.loupe.upscale;

/** Where the time of a picture goes; waiting for the engine is not computing. */
public enum Stage {
    DECODE,
    PRESCALE,
    QUEUE,
    UPSCALE,
    ENCODE
}
