package dev.loupe.upscale;

import dev.loupe.codec.Bytes;
import dev.loupe.engine.Progress;

/**
 * A picture that is to be enlarged.
 *
 * @param name for messages and the log; the format is what the bytes say
 * @param bytes the encoded picture
 * @param progress hears how much of the inference is done, and may stop it
 */
public record Request(String name, Bytes bytes, Options options, Progress progress) {}
