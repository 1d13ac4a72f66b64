package dev.loupe.codec;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_FILTER;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_FILTER_PAETH;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_STRATEGY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_STRATEGY_RLE;

import dev.loupe.raster.Canvas;
import dev.loupe.raster.Channels;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A PNG: its chunks (ISO/IEC 15948). OpenCV returns gray with alpha as colour, and forgets the transparent gray of a
 * gray picture; both are put right here.
 */
final class PngFile implements Stored {
    private static final int IHDR = 0x49484452;
    private static final int TRNS = 0x74524e53;
    private static final int EXIF = 0x65584966;
    private static final int ACTL = 0x6163544c;
    private static final int FCTL = 0x6663544c;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454e44;
    private static final int GRAY = 0;
    private static final int GRAY_ALPHA = 4;

    private final byte[] bytes;
    private final ByteBuffer data;
    private Size size;
    private int bits;
    private int colour;
    private int orientation = 1;
    private int transparentGray = -1;
    private final List<Integer> animations = new ArrayList<>();
    private int frames;
    private boolean still = true;
    private boolean pixelsBegun;
    private boolean complete;

    private PngFile(byte[] bytes) {
        this.bytes = bytes;
        this.data = ByteBuffer.wrap(bytes);
    }

    static Stored read(byte[] bytes) {
        PngFile file = new PngFile(bytes);
        file.readChunks();
        return file;
    }

    /**
     * Level 1 with run lengths, as OpenCV does, but predicting with Paeth instead of the left neighbour: as fast, and
     * 12 to 19 % smaller on five enlarged photographs. Level 3 with all filters takes three times as long and is no
     * smaller.
     */
    static byte[] write(Raster raster, int quality) {
        return Imgcodecs.encode(raster, ImageFormat.PNG, IMWRITE_PNG_COMPRESSION, 1,
                IMWRITE_PNG_STRATEGY, IMWRITE_PNG_STRATEGY_RLE, IMWRITE_PNG_FILTER, IMWRITE_PNG_FILTER_PAETH);
    }

    @Override
    public Header header() {
        return new Header(ImageFormat.PNG, size, orientation, OptionalInt.empty(), false);
    }

    @Override
    public int pages() {
        return animations.isEmpty() ? 1 : frames + (still ? 1 : 0);
    }

    @Override
    public void requireComplete() {
        if (!complete || !pixelsBegun) {
            throw Stored.truncated(ImageFormat.PNG, bytes.length);
        }
    }

    @Override
    public Raster decode() {
        Raster raster = Imgcodecs.decode(still(), ImageFormat.PNG);
        if (colour == GRAY_ALPHA && raster.layout() == Layout.BGRA) {
            return Channels.pick(raster, Layout.GRAY_ALPHA, 0, 3);
        }
        return colour == GRAY && transparentGray >= 0 && raster.layout() == Layout.GRAY ? clear(raster) : raster;
    }

    private void readChunks() {
        if (data.getInt(12) != IHDR) {
            throw Stored.broken(ImageFormat.PNG, "does not begin with its header chunk (IHDR)");
        }
        size = Stored.size(ImageFormat.PNG, data.getInt(16), data.getInt(20));
        bits = bytes[24];
        colour = bytes[25];
        int at = 8;
        while (!complete && at <= bytes.length - 12) {
            long length = data.getInt(at) & 0xffff_ffffL;
            if (length > bytes.length - 12 - at) {
                return;
            }
            readChunk(data.getInt(at + 4), at + 8, (int) length);
            at += 12 + (int) length;
        }
    }

    private void readChunk(int type, int at, int length) {
        switch (type) {
            case TRNS -> transparentGray = length == 2 && !pixelsBegun ? data.getShort(at) & 0xffff : transparentGray;
            case EXIF -> orientation = Ifd.orientation(bytes, at, length);
            case ACTL -> animations.add(at - 4);
            case FCTL -> readFrame();
            case IDAT -> pixelsBegun = true;
            case IEND -> complete = true;
            default -> { }
        }
    }

    /** Without one before the pixels, they are a picture of their own, for decoders that know of no animations. */
    private void readFrame() {
        frames++;
        still &= pixelsBegun;
    }

    /**
     * The file as a decoder sees it that knows of no animations: a chunk that announces one gets an unknown name.
     * OpenCV's reader of animations jumps, when a frame is broken, to a place on the stack that is no longer its own.
     */
    private byte[] still() {
        if (animations.isEmpty()) {
            return bytes;
        }
        byte[] still = bytes.clone();
        animations.forEach(at -> still[at] = 'x');
        return still;
    }

    /** Gray of one value becomes fully transparent. Gray of fewer than 8 bits was spread to 8. */
    private Raster clear(Raster gray) {
        int spread = bits < 8 ? 255 / ((1 << bits) - 1) : 1;
        int clear = transparentGray * spread;
        Canvas canvas = new Canvas(gray.size(), Layout.GRAY_ALPHA, gray.depth());
        int width = size.width();
        Object in = gray.depth().array(width);
        Object out = gray.depth().array(width * 2);
        for (int y = 0; y < size.height(); y++) {
            gray.copyRow(y, 0, width, in, 0);
            for (int x = 0; x < width; x++) {
                if (in instanceof byte[] bytes) {
                    ((byte[]) out)[2 * x] = bytes[x];
                    ((byte[]) out)[2 * x + 1] = (byte) ((bytes[x] & 0xff) == clear ? 0 : 255);
                } else {
                    short sample = ((short[]) in)[x];
                    ((short[]) out)[2 * x] = sample;
                    ((short[]) out)[2 * x + 1] = (short) ((sample & 0xffff) == clear ? 0 : 65_535);
                }
            }
            canvas.putRow(y, 0, width, out, 0);
        }
        return canvas.toRaster();
    }
}
