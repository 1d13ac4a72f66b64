package dev.loupe.codec;

import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.Optional;
import java.util.OptionalInt;

/** A JPEG: its segments up to the first scan (ITU-T T.81, annex B). Damage is stepped over as libjpeg does. */
final class JpegFile implements Stored {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int QUANTISATION = 0xdb;
    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    private static final int LOSSLESS = 0xc3;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
    private static final byte[] MULTI_PICTURE = {'M', 'P', 'F', 0};

    private final byte[] bytes;
    private final JpegTables tables = new JpegTables();
    private Size size;
    private int orientation;
    private int process;
    private int frame;
    private int scan;
    private Optional<MultiPicture> others = Optional.empty();

    private JpegFile(byte[] bytes) {
        this.bytes = bytes;
    }

    static JpegFile read(byte[] bytes) {
        JpegFile file = new JpegFile(bytes);
        file.readSegments();
        return file;
    }

    @Override
    public Header header() {
        boolean lossy = process != LOSSLESS;
        OptionalInt quality = lossy ? tables.quality() : OptionalInt.empty();
        return new Header(ImageFormat.JPEG, size, Math.max(1, orientation), quality, lossy);
    }

    @Override
    public int pages() {
        return others.map(MultiPicture::count).orElse(1);
    }

    /** Between the first scan and the end marker, the two bytes of that marker cannot stand for anything else. */
    @Override
    public void requireComplete() {
        for (int at = bytes.length - 2; at >= scan; at--) {
            if (bytes[at] == (byte) 0xff && marker(at) == END_OF_IMAGE) {
                return;
            }
        }
        throw Stored.truncated(ImageFormat.JPEG, bytes.length);
    }

    @Override
    public Raster decode() {
        return Imgcodecs.decode(bytes, ImageFormat.JPEG);
    }

    /** Where the height is written, in two bytes. */
    int heightAt() {
        return frame + 1;
    }

    /** Where the compressed pixels of the first scan begin. */
    int firstScanData() {
        return scan + 2 + u16(scan + 2);
    }

    private void readSegments() {
        int at = 2;
        while (true) {
            while (bytes[at] != (byte) 0xff || marker(at) == 0 || marker(at) == 0xff) {
                at++;
            }
            int marker = marker(at);
            if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
                scan = at;
                break;
            }
            at += 2;
            if (hasLength(marker)) {
                int length = u16(at);
                readSegment(marker, at + 2, Math.min(length - 2, bytes.length - at - 2));
                at += Math.max(2, length);
            }
        }
        if (size == null) {
            throw Stored.broken(ImageFormat.JPEG, "has no frame header before its first scan");
        }
    }

    private void readSegment(int marker, int at, int length) {
        if (isFrame(marker) && size == null) {
            readFrame(marker, at);
        } else if (marker == QUANTISATION) {
            tables.read(bytes, at, at + length);
        } else if (marker == APP1 && orientation == 0 && length > EXIF.length && startsWith(EXIF, at)) {
            orientation = Ifd.orientation(bytes, at + EXIF.length, length - EXIF.length);
        } else if (marker == APP2 && length > MULTI_PICTURE.length && startsWith(MULTI_PICTURE, at)) {
            others = Optional.of(new MultiPicture(bytes, at + MULTI_PICTURE.length, length - MULTI_PICTURE.length));
        }
    }

    private void readFrame(int marker, int at) {
        process = marker;
        frame = at;
        if (bytes[at] != 8) {
            throw Stored.unsupported(ImageFormat.JPEG, "has " + bytes[at] + " bits per sample; only 8 can be decoded."
                    + " Convert it to PNG or TIFF");
        }
        size = Stored.size(ImageFormat.JPEG, u16(at + 3), u16(at + 1));
    }

    private boolean startsWith(byte[] wanted, int at) {
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** C0 to CF but for C4 (Huffman tables), C8 (reserved) and CC (arithmetic conditioning); F7 is JPEG-LS. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc || marker == 0xf7;
    }

    private static boolean hasLength(int marker) {
        return marker != 0x01 && (marker < 0xd0 || marker > 0xd8);
    }

    private int marker(int at) {
        return bytes[at + 1] & 0xff;
    }

    private int u16(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
