package dev.loupe.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Takes files apart and puts something in, as cameras and editors do. */
final class FileParts {
    private FileParts() {}

    /** The shortest EXIF block that holds an orientation. */
    static byte[] exif(int orientation) {
        ByteBuffer block = ByteBuffer.allocate(26).order(ByteOrder.BIG_ENDIAN);
        block.put(new byte[] {'M', 'M'}).putShort((short) 42).putInt(8).putShort((short) 1);
        block.putShort((short) 274).putShort((short) 3).putInt(1);
        return block.putShort((short) orientation).putShort((short) 0).array();
    }

    static byte[] jpegWithExif(byte[] jpeg, int orientation) {
        byte[] block = exif(orientation);
        ByteBuffer segment = ByteBuffer.allocate(10 + block.length);
        segment.putShort((short) 0xffe1).putShort((short) (8 + block.length));
        segment.put(new byte[] {'E', 'x', 'i', 'f', 0, 0}).put(block);
        return insert(jpeg, 2, segment.array());
    }

    /** @param late behind the pixels instead of before them */
    static byte[] pngWithExif(byte[] png, int orientation, boolean late) {
        return insert(png, late ? png.length - 12 : 33, pngChunk("eXIf", exif(orientation)));
    }

    static byte[] pngChunk(String type, byte[] data) {
        byte[] named = join(type.getBytes(StandardCharsets.ISO_8859_1), data);
        CRC32 crc = new CRC32();
        crc.update(named);
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
        return chunk.putInt(data.length).put(named).putInt((int) crc.getValue()).array();
    }

    /** Turns a plain WebP into an extended one with an EXIF chunk. */
    static byte[] webpWithExif(byte[] webp, int width, int height, int orientation, boolean prefixed) {
        byte[] block = prefixed ? join(new byte[] {'E', 'x', 'i', 'f', 0, 0}, exif(orientation)) : exif(orientation);
        byte[] extended = new byte[10];
        extended[0] = 8;
        put24(extended, 4, width - 1);
        put24(extended, 7, height - 1);
        byte[] body = join(new byte[] {'W', 'E', 'B', 'P'}, riff("VP8X", extended),
                Arrays.copyOfRange(webp, 12, webp.length), riff("EXIF", block));
        return riff("RIFF", body);
    }

    static byte[] riff(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(8 + data.length + (data.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        return chunk.put(type.getBytes(StandardCharsets.ISO_8859_1)).putInt(data.length).put(data).array();
    }

    static byte[] insert(byte[] file, int at, byte[] part) {
        return join(Arrays.copyOf(file, at), part, Arrays.copyOfRange(file, at, file.length));
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static void put24(byte[] to, int at, int value) {
        to[at] = (byte) value;
        to[at + 1] = (byte) (value >> 8);
        to[at + 2] = (byte) (value >> 16);
    }
}
