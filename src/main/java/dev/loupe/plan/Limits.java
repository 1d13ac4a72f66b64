package dev.loupe.plan;

import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;

/**
 * How large a picture may be, before any pixel of it is decoded.
 *
 * @param maxBytes size of the encoded input ({@code loupe.limits.max-bytes})
 * @param maxPixelsIn pixels of the input ({@code loupe.limits.max-pixels-in})
 * @param maxPixelsOut pixels of the result ({@code loupe.limits.max-pixels-out})
 */
public record Limits(long maxBytes, long maxPixelsIn, long maxPixelsOut) {
    public static final String MAX_BYTES = "loupe.limits.max-bytes";
    public static final String MAX_PIXELS_IN = "loupe.limits.max-pixels-in";
    public static final String MAX_PIXELS_OUT = "loupe.limits.max-pixels-out";

    public static final Limits DEFAULT = new Limits(200_000_000, 100_000_000, 1_000_000_000);

    /** @throws Rejected where an encoded input of so many bytes is too large */
    public void requireBytes(long bytes) {
        if (bytes > maxBytes) {
            throw new Rejected(Reason.TOO_MANY_BYTES, "The file has " + bytes + " bytes; the limit is " + maxBytes
                    + " (" + MAX_BYTES + ").", new Limit(MAX_BYTES, maxBytes, bytes));
        }
    }
}
