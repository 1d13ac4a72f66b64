package dev.loupe.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A directory of a TIFF or BigTIFF, which is also the form of an EXIF block (TIFF 6.0, section 2).
 *
 * <p>Only whole numbers are read. A directory outside the bytes is an {@link IndexOutOfBoundsException}; a tag whose
 * numbers lie outside is as good as not there.
 */
final class Ifd {
    static final int ORIENTATION = 274;

    private final ByteBuffer tiff;
    private final boolean big;
    private final int place;
    private final int count;
    private final int end;
    private final Map<Integer, Entry> entries = new HashMap<>();

    /** Where the numbers of a tag lie, and how many bytes one takes. */
    private record Entry(int at, int count, int bytes) {}

    private Ifd(ByteBuffer tiff, long place) {
        this.tiff = tiff;
        this.big = isBig(tiff);
        this.place = place(place);
        this.count = big ? place(tiff.getLong(this.place)) : tiff.getShort(this.place) & 0xffff;
        int entry = this.place + (big ? 8 : 2);
        for (int i = 0; i < count; i++, entry += big ? 20 : 12) {
            readEntry(entry);
        }
        this.end = entry;
    }

    /** @param tiff from its first byte on: "II" or "MM" */
    static Ifd first(byte[] bytes, int from, int length) {
        ByteBuffer tiff = ByteBuffer.wrap(bytes, from, length).slice();
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        return new Ifd(tiff, isBig(tiff) ? tiff.getLong(8) : tiff.getInt(4) & 0xffff_ffffL);
    }

    private static boolean isBig(ByteBuffer tiff) {
        return tiff.getShort(2) == 43;
    }

    /** Another directory of the same file. */
    Ifd at(long other) {
        return new Ifd(tiff, other);
    }

    /** The directory that follows; empty where this is the last. */
    Optional<Ifd> next() {
        if (end > tiff.limit() - (big ? 8 : 4)) {
            return Optional.empty();
        }
        long next = big ? tiff.getLong(end) : tiff.getInt(end) & 0xffff_ffffL;
        return next == 0 ? Optional.empty() : Optional.of(at(next));
    }

    /** Where it begins, in bytes from the first of the TIFF. */
    int place() {
        return place;
    }

    /** How many entries it has, readable or not. */
    int count() {
        return count;
    }

    /** A copy of the file in which this directory is the first. */
    byte[] inFront(byte[] file) {
        ByteBuffer copy = ByteBuffer.wrap(file.clone()).order(tiff.order());
        return (big ? copy.putLong(8, place) : copy.putInt(4, place)).array();
    }

    /** The orientation in an EXIF block, or 1 where the block is damaged: that is no reason to refuse the picture. */
    static int orientation(byte[] bytes, int from, int length) {
        try {
            return first(bytes, from, length).orientation();
        } catch (IndexOutOfBoundsException e) {
            return 1;
        }
    }

    boolean isBig() {
        return big;
    }

    int orientation() {
        long value = value(ORIENTATION).orElse(1);
        return value >= 1 && value <= 8 ? (int) value : 1;
    }

    OptionalLong value(int tag) {
        Entry entry = entries.get(tag);
        return entry == null || entry.count == 0 ? OptionalLong.empty() : OptionalLong.of(number(entry, 0));
    }

    /** All numbers of a tag; none where it is not there. */
    long[] values(int tag) {
        return values(tag, Integer.MAX_VALUE);
    }

    /** The first numbers of a tag, {@code most} of them at most. */
    long[] values(int tag, int most) {
        Entry entry = entries.getOrDefault(tag, new Entry(0, 0, 1));
        long[] values = new long[Math.min(entry.count, most)];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(entry, i);
        }
        return values;
    }

    /** Overwrites the first number of a tag that is there, in the array the directory was read from. */
    void overwrite(int tag, int value) {
        Entry entry = entries.get(tag);
        switch (entry.bytes) {
            case 1 -> tiff.put(entry.at, (byte) value);
            case 2 -> tiff.putShort(entry.at, (short) value);
            case 4 -> tiff.putInt(entry.at, value);
            default -> tiff.putLong(entry.at, value);
        }
    }

    private void readEntry(int at) {
        int bytes = switch (tiff.getShort(at + 2)) {
            case 1, 6, 7 -> 1;
            case 3, 8 -> 2;
            case 4, 9, 13 -> 4;
            case 16, 17, 18 -> 8;
            default -> 0;
        };
        long count = big ? tiff.getLong(at + 4) : tiff.getInt(at + 4) & 0xffff_ffffL;
        if (bytes == 0 || count < 0 || count > tiff.limit()) {
            return;
        }
        int field = at + (big ? 12 : 8);
        boolean inside = count * bytes <= (big ? 8 : 4);
        long numbers = inside ? field : big ? tiff.getLong(field) : tiff.getInt(field) & 0xffff_ffffL;
        if (numbers >= 0 && numbers <= tiff.limit() - count * bytes) {
            entries.putIfAbsent(tiff.getShort(at) & 0xffff, new Entry((int) numbers, (int) count, bytes));
        }
    }

    private int place(long value) {
        if (value < 0 || value > tiff.limit()) {
            throw new IndexOutOfBoundsException("outside the file: " + value);
        }
        return (int) value;
    }

    private long number(Entry entry, int index) {
        int at = entry.at + index * entry.bytes;
        return switch (entry.bytes) {
            case 1 -> tiff.get(at) & 0xff;
            case 2 -> tiff.getShort(at) & 0xffff;
            case 4 -> tiff.getInt(at) & 0xffff_ffffL;
            default -> tiff.getLong(at);
        };
    }
}
