package dev.loupe.codec;

/**
 * Everything about a picture that is not pixels.
 *
 * @param name as the door gave it, for logs and results; never used to tell the format
 * @param bytes size of the file
 */
public record Source(String name, Header header, long bytes) {}
