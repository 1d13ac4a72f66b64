package dev.loupe.codec;

import dev.loupe.failure.Busy;
import dev.loupe.failure.Failed;
import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.plan.Limits;
import dev.loupe.raster.Channels;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Flatten;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Orientation;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Requantise;
import dev.loupe.raster.Size;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** Turns files into upright pictures and back. Immutable; safe for several threads. */
public final class Codec {
    /** Of the heap, what encoded pictures may take; most of it is for decoded ones. */
    private static final int SHARE = 3;
    /** Nearly every format says its size so early. */
    private static final int BEGINNING = 1 << 20;

    private final Limits limits;
    private final int background;
    private final Room room = new Room(Runtime.getRuntime().maxMemory() / SHARE);

    /** @param background {@code 0xRRGGBB}, what shows through where a format cannot hold alpha */
    public Codec(Limits limits, int background) {
        this.limits = limits;
        this.background = background;
    }

    /**
     * What the bytes say before any pixel is decoded.
     *
     * @param name for the record only; the format is what the bytes say
     * @throws Rejected where they are no picture that can be read, or pass a limit
     */
    public Header header(byte[] bytes, String name) {
        return read(bytes).header();
    }

    /** The same without all of the bytes on the heap, where their beginning is enough. */
    public Header header(Bytes bytes, String name) throws IOException {
        if (bytes.size() > BEGINNING) {
            try (InputStream in = bytes.open()) {
                return header(in.readNBytes(BEGINNING), name);
            } catch (Rejected elsewhere) {
                // the whole file decides
            }
        }
        return room.read(bytes, all -> header(all, name));
    }

    /**
     * The picture, upright.
     *
     * @throws Rejected as {@link #header} does, and where the pixels are damaged or end too early
     * @throws dev.loupe.failure.Busy where memory is short
     */
    public Decoded decode(byte[] bytes, String name) {
        Stored stored = read(bytes);
        stored.requireComplete();
        Header header = stored.header();
        Source source = new Source(name, header, stored.pages(), bytes.length);
        return new Decoded(guarded("decode", header.size(), () -> pixels(stored)), source);
    }

    /**
     * The same, as soon as there is room for the bytes: those of several large pictures are read one after the other.
     */
    public Decoded decode(Bytes bytes, String name) {
        limits.requireBytes(bytes.size());
        return room.read(bytes, all -> decode(all, name));
    }

    /**
     * A result of ours, which the limits for input do not hold for.
     *
     * @throws Rejected where it is damaged
     * @throws dev.loupe.failure.Busy where memory is short
     */
    public Raster decodeResult(byte[] bytes) {
        Codec unlimited = new Codec(new Limits(Long.MAX_VALUE, Long.MAX_VALUE, limits.maxPixelsOut()), background);
        return unlimited.decode(bytes, "result").raster();
    }

    /** The same, as soon as there is room for the bytes. */
    public Raster decodeResult(Bytes bytes) {
        return room.read(bytes, this::decodeResult);
    }

    private static Raster pixels(Stored stored) {
        Header header = stored.header();
        Raster raster = stored.decode();
        if (!raster.size().equals(header.size())) {
            throw Stored.broken(header.format(),
                    "says that it has " + header.size() + " pixels, but has " + raster.size());
        }
        return Orientation.ofTag(header.orientation()).upright(raster);
    }

    /**
     * A file of the picture. Where the format cannot hold them, alpha is laid on the background and 16 bits are rounded
     * to 8.
     *
     * @param quality 1 to 100 for JPEG and WebP, 101 for lossless WebP; others do not look at it
     * @throws Rejected where a side is too long for the format, or the quality is none
     * @throws dev.loupe.failure.Busy where memory is short
     */
    public Encoded encode(Raster raster, ImageFormat format, int quality) {
        format.requireHolds(raster.size(), quality);
        byte[] bytes = guarded("encode", raster.size(), () -> format.write(fit(raster, format), quality));
        return new Encoded(bytes, format, raster.size());
    }

    /** Natives throw an OutOfMemoryError of JavaCPP, or an exception of OpenCV that is known by its message alone. */
    private static <T> T guarded(String act, Size size, Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            throw noMemory(act, size, e);
        } catch (LoupeException e) {
            throw e;
        } catch (RuntimeException e) {
            if (String.valueOf(e.getMessage()).contains("Insufficient memory")) {
                throw noMemory(act, size, e);
            }
            throw new Failed("The library failed to " + act + " the picture: " + e.getMessage(), e);
        }
    }

    /** What happens in another thread comes as the cause of something without a message. */
    private static Busy noMemory(String act, Size size, Throwable cause) {
        Throwable told = cause.getMessage() == null && cause.getCause() != null ? cause.getCause() : cause;
        return new Busy("There is not enough memory now to " + act + " a picture of " + size + " ("
                + told.getMessage() + "; the Java heap may grow to " + (Runtime.getRuntime().maxMemory() >> 20)
                + " MB). Where that is so for each of this size, give it more with LOUPE_JAVA_OPTS=-Xmx8g, say.");
    }

    private Stored read(byte[] bytes) {
        requireBytes(bytes);
        Signature signature = Signature.of(bytes).orElseThrow(() -> new Rejected(Reason.NOT_A_PICTURE,
                "This is not a picture that can be read: it does not begin like any of " + ImageFormat.names() + "."));
        ImageFormat format = signature.format().orElseThrow(() -> new Rejected(Reason.UNSUPPORTED,
                "This is a " + signature + " file; what can be read is " + ImageFormat.names() + ". Convert it."));
        try {
            Stored stored = format.read(bytes);
            requirePixels(stored.header());
            return stored;
        } catch (IndexOutOfBoundsException e) {
            throw Stored.truncated(format, bytes.length);
        }
    }

    private void requireBytes(byte[] bytes) {
        if (bytes.length == 0) {
            throw new Rejected(Reason.NOT_A_PICTURE, "The file is empty: 0 bytes.");
        }
        limits.requireBytes(bytes.length);
    }

    private void requirePixels(Header header) {
        long pixels = header.size().pixels();
        long allowed = Math.min(limits.maxPixelsIn(), Imgcodecs.MAX_PIXELS);
        if (pixels > allowed) {
            throw new Rejected(Reason.TOO_MANY_PIXELS, "The picture has " + pixels + " pixels (" + header.size()
                    + "); the limit is " + allowed + " (" + Limits.MAX_PIXELS_IN + ").",
                    new Limit(Limits.MAX_PIXELS_IN, allowed, pixels));
        }
    }

    private Raster fit(Raster raster, ImageFormat format) {
        Raster fitting = format.alpha() ? raster : Flatten.onto(background, raster);
        if (fitting.layout() == Layout.GRAY_ALPHA) {
            fitting = Channels.pick(fitting, Layout.BGRA, 0, 0, 0, 1);
        }
        return format.sixteenBit() ? fitting : Requantise.to(Depth.U8, fitting);
    }
}
