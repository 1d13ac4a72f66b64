package dev.loupe.upscale;

import dev.loupe.codec.Codec;
import dev.loupe.codec.Encoded;

/** Last step: pixels to bytes. Thread-safe. */
public final class Encode {
    private final Codec codec;

    public Encode(Codec codec) {
        this.codec = codec;
    }

    public Result apply(Enlarged enlarged) {
        long start = System.nanoTime();
        Encoded picture = codec.encode(enlarged.raster(), enlarged.format(), enlarged.request().options().quality());
        return new Result(picture, enlarged.report().with(Stage.ENCODE, System.nanoTime() - start));
    }
}
