package dev.loupe.upscale;

import dev.loupe.codec.Codec;
import dev.loupe.codec.Decoded;
import dev.loupe.failure.Rejected;

/** First step: bytes to pixels. The header is checked against the limits before any pixel is decoded. Thread-safe. */
public final class Decode {
    private final Codec codec;

    public Decode(Codec codec) {
        this.codec = codec;
    }

    /** @throws Rejected where the bytes are no picture, a broken one, or too large a one */
    public Opened apply(Request request) {
        long start = System.nanoTime();
        Decoded picture = codec.decode(request.bytes(), request.name());
        return new Opened(request, picture, Timings.NONE.with(Stage.DECODE, System.nanoTime() - start));
    }
}
