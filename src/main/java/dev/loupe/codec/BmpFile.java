package dev.loupe.codec;

import dev.loupe.raster.Channels;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * A BMP: its two headers.
 *
 * <p>OpenCV takes the fourth byte of a 32-bit pixel for alpha. It is that only where the header has a mask for it, and
 * otherwise usually 0, which would make the whole picture invisible.
 */
final class BmpFile implements Stored {
    private static final int FILE_HEADER = 14;
    private static final int OLD_HEADER = 12;
    private static final int HEADER_WITH_ALPHA = 56;
    private static final int WRITTEN_HEADER = 14 + 124 + 1024;
    private static final int ALPHA_MASK = FILE_HEADER + 52;
    private static final int UNCOMPRESSED = 0;
    private static final int BIT_FIELDS = 3;

    private final byte[] bytes;
    private final Size size;
    private final long end;
    private final boolean alpha;

    private BmpFile(byte[] bytes) {
        this.bytes = bytes;
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int header = data.getInt(FILE_HEADER);
        boolean old = header == OLD_HEADER;
        long width = old ? data.getShort(FILE_HEADER + 4) & 0xffff : data.getInt(FILE_HEADER + 4);
        long height = old ? data.getShort(FILE_HEADER + 6) & 0xffff : data.getInt(FILE_HEADER + 8);
        int bits = data.getShort(FILE_HEADER + (old ? 10 : 14));
        int compression = old ? UNCOMPRESSED : data.getInt(FILE_HEADER + 16);
        // the height is negative where the rows run from the top down
        this.size = Stored.size(ImageFormat.BMP, width, Math.abs(height));
        long row = (width * bits + 31) / 32 * 4;
        boolean plain = compression == UNCOMPRESSED || compression == BIT_FIELDS;
        this.end = plain ? (data.getInt(10) & 0xffff_ffffL) + row * size.height() : 0;
        this.alpha = header >= HEADER_WITH_ALPHA && compression == BIT_FIELDS && data.getInt(ALPHA_MASK) != 0;
    }

    static Stored read(byte[] bytes) {
        return new BmpFile(bytes);
    }

    static byte[] write(Raster raster, int quality) {
        long row = ((long) raster.size().width() * raster.layout().channels() + 3) / 4 * 4;
        Imgcodecs.requireArray(WRITTEN_HEADER + row * raster.size().height(), ImageFormat.BMP);
        return Imgcodecs.encode(raster, ImageFormat.BMP);
    }

    @Override
    public Header header() {
        return new Header(ImageFormat.BMP, size, 1, OptionalInt.empty(), false);
    }

    @Override
    public void requireComplete() {
        if (end > bytes.length) {
            throw Stored.truncated(ImageFormat.BMP, bytes.length);
        }
    }

    @Override
    public Raster decode() {
        Raster raster = Imgcodecs.decode(bytes, ImageFormat.BMP);
        return raster.layout() == Layout.BGRA && !alpha ? Channels.pick(raster, Layout.BGR, 0, 1, 2) : raster;
    }
}
