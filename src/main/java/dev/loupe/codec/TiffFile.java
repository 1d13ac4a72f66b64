package dev.loupe.codec;

import dev.loupe.raster.Channels;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import dev.loupe.raster.Unpremultiply;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/**
 * The first page of a TIFF or BigTIFF (TIFF 6.0), which a smaller copy of it may precede.
 *
 * <p>OpenCV turns the picture upright by itself, multiplies 8-bit colours by their alpha, and misreads 16-bit planes.
 * The orientation and the kind of alpha are hidden from it; what it cannot read goes to the reader of the JDK.
 */
final class TiffFile implements Stored {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES = 277;
    private static final int STRIP_BYTES = 279;
    private static final int PLANES = 284;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;

    /** The type of a 16-bit number in a directory. */
    private static final int SHORT = 3;

    private static final int PREMULTIPLIED = 1;
    private static final int STRAIGHT = 2;
    private static final int JPEG_COMPRESSION = 7;

    private final byte[] bytes;
    private final TiffPages pages;
    private final Ifd ifd;
    private final Size size;
    private final TiffPixels pixels;

    private TiffFile(byte[] bytes) {
        this.bytes = bytes;
        this.pages = TiffPages.of(bytes);
        pages.requireDeveloped();
        this.ifd = pages.picture();
        this.size = Stored.size(ImageFormat.TIFF, ifd.value(WIDTH).orElse(0), ifd.value(HEIGHT).orElse(0));
        this.pixels = pixels();
        pixels.requireSupported();
    }

    static Stored read(byte[] bytes) {
        return new TiffFile(bytes);
    }

    /** LZW after horizontal differences, OpenCV's default. Alpha is declared, which OpenCV forgets. */
    static byte[] write(Raster raster, int quality) {
        byte[] tiff = Imgcodecs.encode(raster, ImageFormat.TIFF);
        return raster.layout().hasAlpha() ? declareAlpha(tiff) : tiff;
    }

    /** Appends the directory again, with the tag that makes the fourth sample straight alpha, and points there. */
    private static byte[] declareAlpha(byte[] tiff) {
        ByteBuffer in = ByteBuffer.wrap(tiff).order(tiff[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = in.getInt(4);
        int count = in.getShort(directory) & 0xffff;
        int start = tiff.length + (tiff.length & 1);
        ByteBuffer out = ByteBuffer.wrap(Arrays.copyOf(tiff, start + 2 + (count + 1) * 12 + 4)).order(in.order());
        out.putInt(4, start).position(start).putShort((short) (count + 1));
        int before = 0;
        while (before < count && (in.getShort(directory + 2 + before * 12) & 0xffff) < EXTRA_SAMPLES) {
            before++;
        }
        out.put(tiff, directory + 2, before * 12);
        out.putShort((short) EXTRA_SAMPLES).putShort((short) SHORT).putInt(1);
        out.putShort((short) STRAIGHT).putShort((short) 0);
        out.put(tiff, directory + 2 + before * 12, (count - before) * 12).putInt(0);
        return out.array();
    }

    @Override
    public Header header() {
        return new Header(ImageFormat.TIFF, size, ifd.orientation(), OptionalInt.empty(), false);
    }

    @Override
    public int pages() {
        return pages.count();
    }

    /** Libtiff leaves black what a strip that ends too early does not hold. */
    @Override
    public void requireComplete() {
        boolean tiled = ifd.value(TILE_OFFSETS).isPresent();
        long[] offsets = ifd.values(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
        long[] lengths = ifd.values(tiled ? TILE_BYTES : STRIP_BYTES);
        boolean complete = offsets.length > 0;
        for (int i = 0; i < Math.min(offsets.length, lengths.length); i++) {
            complete &= offsets[i] >= 0 && lengths[i] >= 0 && offsets[i] <= bytes.length - lengths[i];
        }
        if (!complete) {
            throw Stored.truncated(ImageFormat.TIFF, bytes.length);
        }
    }

    @Override
    public Raster decode() {
        byte[] file = ifd.place() == pages.first().place() ? bytes : ifd.inFront(bytes); // decoders take the first
        Raster raster = pixels.byOpenCv() ? Imgcodecs.decode(plain(file), ImageFormat.TIFF)
                : JdkTiff.decode(file, pixels);
        if (raster.layout() == Layout.BGRA && !pixels.hasAlpha()) {
            raster = Channels.pick(raster, Layout.BGR, 0, 1, 2);
        }
        return pixels.extra() == PREMULTIPLIED ? Unpremultiply.colours(raster) : raster;
    }

    private TiffPixels pixels() {
        int samples = (int) ifd.value(SAMPLES).orElse(1);
        long[] bits = ifd.values(BITS);
        boolean even = LongStream.of(bits).distinct().count() <= 1;
        return new TiffPixels(
                (int) ifd.value(PHOTOMETRIC).orElse(-1),
                even ? (int) ifd.value(BITS).orElse(1) : 0,
                samples,
                (int) ifd.value(SAMPLE_FORMAT).orElse(1),
                ifd.value(PLANES).orElse(1) == 2,
                (int) ifd.value(EXTRA_SAMPLES).orElse(0),
                ifd.value(COMPRESSION).orElse(1) == JPEG_COMPRESSION,
                ifd.isBig());
    }

    /** The file with the picture lying upright, and with alpha that libtiff does not multiply the colours by. */
    private byte[] plain(byte[] file) {
        boolean straight = pixels.extra() == STRAIGHT && pixels.hasAlpha();
        boolean turned = ifd.value(Ifd.ORIENTATION).orElse(1) != 1;
        if (!straight && !turned) {
            return file;
        }
        byte[] plain = file.clone();
        Ifd copy = Ifd.first(plain, 0, plain.length);
        if (straight) {
            copy.overwrite(EXTRA_SAMPLES, PREMULTIPLIED);
        }
        if (turned) {
            copy.overwrite(Ifd.ORIENTATION, 1);
        }
        return plain;
    }
}
