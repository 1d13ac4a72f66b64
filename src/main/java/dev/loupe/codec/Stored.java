package dev.loupe.codec;

import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;

/** A file whose header was read. The class of its format knows what the decoder gets wrong, and puts that right. */
interface Stored {
    Header header();

    /** How many pictures the file holds, of which the first is decoded: pages, or frames of an animation. */
    default int pages() {
        return 1;
    }

    /** @throws Rejected where the file ends too early, which decoders often pass over */
    void requireComplete();

    /** The pixels as stored, before the orientation is applied. */
    Raster decode();

    /** @throws Rejected where a side is 0, negative, or more than any decoder takes */
    static Size size(ImageFormat format, long width, long height) {
        if (width < 1 || height < 1) {
            throw broken(format, "says that it has " + width + "x" + height + " pixels: there is nothing to enlarge");
        }
        if (width > Imgcodecs.MAX_SIDE || height > Imgcodecs.MAX_SIDE) {
            throw new Rejected(Reason.TOO_MANY_PIXELS, "The " + format + " has " + width + "x" + height
                    + " pixels; at most " + Imgcodecs.MAX_SIDE + " a side can be decoded. Cut it into pieces.",
                    new Limit("decoder side", Imgcodecs.MAX_SIDE, Math.max(width, height)));
        }
        return new Size((int) width, (int) height);
    }

    static Rejected broken(ImageFormat format, String fault) {
        return new Rejected(Reason.BROKEN_PICTURE, "The " + format + " " + fault + ".");
    }

    static Rejected unsupported(ImageFormat format, String fault) {
        return new Rejected(Reason.UNSUPPORTED, "The " + format + " " + fault + ".");
    }

    static Rejected truncated(ImageFormat format, long bytes) {
        return broken(format, "ends too early, after " + bytes + " bytes: the file is not complete. Send it again");
    }
}
