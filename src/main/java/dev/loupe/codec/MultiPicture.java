package dev.loupe.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The index of a JPEG that other JPEGs follow (CIPA DC-007, "MPO"): panoramas and stereoscopic pairs, but also previews
 * and maps of how bright a screen may show the first, which are no pictures of their own.
 *
 * @param file all of it
 * @param at where the index begins, which is a TIFF without pixels
 */
record MultiPicture(byte[] file, int at, int length) {
    private static final int NUMBER = 0xb001;
    private static final int ENTRIES = 0xb002;
    private static final int ENTRY = 16;
    /** As many as a segment can list. */
    private static final int MOST = 4095;
    private static final int TYPE = 0xff_ffff;
    private static final int UNDEFINED = 0;
    private static final int PREVIEW = 1;
    /** Longer than what precedes the pixels of a gain map. */
    private static final int HEAD = 1 << 15;

    /** How many pictures there are, the first included; what is listed but may be none counts. */
    int count() {
        try {
            Ifd index = Ifd.first(file, at, length);
            long[] entries = index.values(ENTRIES);
            int count = 1;
            for (int i = ENTRY; i <= entries.length - ENTRY; i += ENTRY) {
                count += isPicture(entries, i) ? 1 : 0;
            }
            return entries.length == 0 ? (int) Math.min(MOST, Math.max(1, index.value(NUMBER).orElse(1))) : count;
        } catch (IndexOutOfBoundsException damaged) {
            return 1; // nothing is said about others
        }
    }

    private boolean isPicture(long[] entries, int from) {
        int type = number(entries, from) & TYPE;
        long begins = at + (number(entries, from + 8) & 0xffff_ffffL);
        return begins < file.length && type >> 16 != PREVIEW && !(type == UNDEFINED && isGainMap((int) begins));
    }

    /** By Adobe's and Google's, Apple's, or ISO's name for it. */
    private boolean isGainMap(int begins) {
        String head = new String(file, begins, Math.min(HEAD, file.length - begins), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        return Stream.of("hdrgm:", "hdr-gain-map", "hdrgainmap", "iso:ts:21496").anyMatch(head::contains);
    }

    private int number(long[] bytes, int from) {
        ByteBuffer four = ByteBuffer.allocate(4);
        four.order(file[at] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < 4; i++) {
            four.put((byte) bytes[from + i]);
        }
        return four.getInt(0);
    }
}
