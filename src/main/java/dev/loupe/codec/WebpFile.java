package dev.loupe.codec;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/** A WebP: its RIFF chunks (RFC 9649). Of an animation the first frame is the picture. */
final class WebpFile implements Stored {
    private static final int VP8 = 0x20385056;
    private static final int VP8L = 0x4c385056;
    private static final int VP8X = 0x58385056;
    private static final int FRAME = 0x464d4e41;
    private static final int EXIF = 0x46495845;
    private static final int FRAME_HEADER = 16;

    private final byte[] bytes;
    private final ByteBuffer data;
    private Size size;
    private int orientation = 1;
    private boolean lossy;
    private boolean hasPixels;
    private int frames;

    private WebpFile(byte[] bytes) {
        this.bytes = bytes;
        this.data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static Stored read(byte[] bytes) {
        WebpFile file = new WebpFile(bytes);
        file.readChunks(12, bytes.length, false);
        if (file.size == null) {
            throw Stored.broken(ImageFormat.WEBP, "has no picture in it");
        }
        return file;
    }

    /** OpenCV writes without loss where the quality is above 100. */
    static byte[] write(Raster raster, int quality) {
        return Imgcodecs.encode(raster, ImageFormat.WEBP, IMWRITE_WEBP_QUALITY, quality);
    }

    @Override
    public Header header() {
        return new Header(ImageFormat.WEBP, size, orientation, OptionalInt.empty(), lossy);
    }

    @Override
    public int pages() {
        return Math.max(1, frames);
    }

    @Override
    public void requireComplete() {
        long declared = (data.getInt(4) & 0xffff_ffffL) + 8;
        if (declared > bytes.length || !hasPixels) {
            throw Stored.truncated(ImageFormat.WEBP, bytes.length);
        }
    }

    @Override
    public Raster decode() {
        return Imgcodecs.decode(bytes, ImageFormat.WEBP);
    }

    private void readChunks(int from, int to, boolean insideFrame) {
        long at = from;
        while (at <= to - 8) {
            int type = data.getInt((int) at);
            long length = data.getInt((int) at + 4) & 0xffff_ffffL;
            int body = (int) at + 8;
            boolean whole = length <= to - body;
            frames += type == FRAME && !insideFrame ? 1 : 0;
            if (type == FRAME && whole && !insideFrame && !hasPixels) {
                readChunks(body + FRAME_HEADER, body + (int) length, true);
            } else {
                readChunk(type, body, length, whole);
            }
            at = body + length + (length & 1);
        }
    }

    private void readChunk(int type, int at, long length, boolean whole) {
        switch (type) {
            case VP8X -> offer(1 + u24(at + 4), 1 + u24(at + 7));
            case VP8 -> readLossy(at, whole);
            case VP8L -> readLossless(at, whole);
            case EXIF -> orientation = whole ? exif(at, (int) length) : orientation;
            default -> { }
        }
    }

    /** Frame header of a VP8 key frame (RFC 6386, section 9.1). */
    private void readLossy(int at, boolean whole) {
        offer(data.getShort(at + 6) & 0x3fff, data.getShort(at + 8) & 0x3fff);
        lossy = true;
        hasPixels |= whole;
    }

    private void readLossless(int at, boolean whole) {
        int bits = data.getInt(at + 1);
        offer(1 + (bits & 0x3fff), 1 + (bits >>> 14 & 0x3fff));
        hasPixels |= whole;
    }

    /** The first chunk decides: the canvas where there is one. */
    private void offer(int width, int height) {
        if (size == null) {
            size = Stored.size(ImageFormat.WEBP, width, height);
        }
    }

    /** Some writers put JPEG's "Exif\0\0" before the block. */
    private int exif(int at, int length) {
        int prefix = length > 6 && bytes[at] == 'E' ? 6 : 0;
        return Ifd.orientation(bytes, at + prefix, length - prefix);
    }

    private int u24(int at) {
        return data.getInt(at - 1) >>> 8;
    }
}
