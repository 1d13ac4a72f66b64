package dev.loupe.codec;

import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Writes uncompressed TIFFs with any tags, to have files that no encoder at hand writes. */
final class TiffBuilder {
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final Map<Integer, int[]> tags = new TreeMap<>();
    private final Raster raster;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    private int base;

    /** Gray or RGB as the raster is, with its depth; alpha, if any, straight. */
    TiffBuilder(Raster raster) {
        this.raster = raster;
        int channels = raster.layout().channels();
        int bits = raster.depth().bytes() * 8;
        tag(256, raster.size().width()).tag(257, raster.size().height()).tag(259, 1);
        int[] all = new int[channels];
        Arrays.fill(all, bits);
        tag(258, all).tag(262, raster.layout().isGray() ? 1 : 2).tag(277, channels).tag(278, raster.size().height());
        if (raster.layout().hasAlpha()) {
            tag(338, 2);
        }
    }

    TiffBuilder tag(int tag, int... values) {
        tags.put(tag, values);
        return this;
    }

    TiffBuilder bigEndian() {
        order = ByteOrder.BIG_ENDIAN;
        return this;
    }

    byte[] interleaved() {
        return write(false);
    }

    /** Every channel by itself. */
    byte[] planes() {
        tag(284, 2);
        return write(true);
    }

    /** The last page of another TIFF, which has this one's byte order. */
    byte[] after(byte[] earlier) {
        int end = earlier.length + (earlier.length & 1);
        base = end - 8;
        byte[] page = interleaved();
        ByteBuffer file = ByteBuffer.allocate(base + page.length).order(order).put(earlier);
        file.position(end).put(page, 8, page.length - 8);
        int link = 4;
        while (file.getInt(link) != 0) {
            int directory = file.getInt(link);
            link = directory + 2 + (file.getShort(directory) & 0xffff) * 12;
        }
        return file.putInt(link, ByteBuffer.wrap(page).order(order).getInt(4)).array();
    }

    private byte[] write(boolean planes) {
        int strips = planes ? raster.layout().channels() : 1;
        byte[] pixels = pixels(planes);
        int[] offsets = new int[strips];
        int[] lengths = new int[strips];
        for (int i = 0; i < strips; i++) {
            lengths[i] = pixels.length / strips;
            offsets[i] = base + 8 + i * lengths[i];
        }
        tag(273, offsets).tag(279, lengths);
        int directory = 8 + pixels.length + (pixels.length & 1);
        ByteBuffer out = ByteBuffer.allocate(directory + 2 + tags.size() * 12 + 4 + 1024).order(order);
        byte mark = (byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M');
        out.put(mark).put(mark).putShort((short) 42).putInt(base + directory);
        out.put(pixels).position(directory).putShort((short) tags.size());
        int extra = directory + 2 + tags.size() * 12 + 4;
        for (Map.Entry<Integer, int[]> tag : tags.entrySet()) {
            extra = writeTag(out, tag.getKey(), tag.getValue(), extra);
        }
        return Arrays.copyOf(out.array(), extra);
    }

    private int writeTag(ByteBuffer out, int tag, int[] values, int extra) {
        boolean wide = tag == 273 || tag == 279 || tag == 256 || tag == 257 || tag == 278 || tag == 330;
        int bytes = values.length * (wide ? 4 : 2);
        out.putShort((short) tag).putShort((short) (wide ? LONG : SHORT)).putInt(values.length);
        int at = out.position();
        int to = bytes <= 4 ? at : extra;
        out.putInt(at, bytes <= 4 ? 0 : base + extra);
        for (int i = 0; i < values.length; i++) {
            if (wide) {
                out.putInt(to + i * 4, values[i]);
            } else {
                out.putShort(to + i * 2, (short) values[i]);
            }
        }
        out.position(at + 4);
        return bytes <= 4 ? extra : extra + bytes + (bytes & 1);
    }

    private byte[] pixels(boolean planes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int channels = raster.layout().channels();
        for (int plane = 0; plane < (planes ? channels : 1); plane++) {
            for (int y = 0; y < raster.size().height(); y++) {
                for (int x = 0; x < raster.size().width(); x++) {
                    for (int c = planes ? plane : 0; c < (planes ? plane + 1 : channels); c++) {
                        write(out, raster.sample(x, y, fileChannel(c)));
                    }
                }
            }
        }
        return out.toByteArray();
    }

    /** Files keep red first, rasters blue. */
    private int fileChannel(int c) {
        return raster.layout().isGray() || c == 3 ? c : 2 - c;
    }

    private void write(ByteArrayOutputStream out, int sample) {
        if (raster.depth() == Depth.U8) {
            out.write(sample);
        } else {
            boolean little = order == ByteOrder.LITTLE_ENDIAN;
            out.write(little ? sample : sample >> 8);
            out.write(little ? sample >> 8 : sample);
        }
    }
}
