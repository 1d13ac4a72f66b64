package dev.loupe.upscale;

/** The four steps as one call, for callers without a route. Thread-safe. */
public record Pipeline(Decode decode, Prescale prescale, Upscale upscale, Encode encode) {
    public Result apply(Request request) {
        return encode.apply(upscale.apply(prescale.apply(decode.apply(request))));
    }
}
