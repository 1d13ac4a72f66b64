package dev.loupe.engine.onednn;

import org.bytedeco.javacpp.Pointer;

/**
 * One tensor's rows in the ring that it shares with others. Safe for several threads as far as {@link Wavefront} keeps
 * them apart.
 *
 * @param each rows that one band adds
 * @param delay how many rows they lag behind the picture's
 */
record Rows(Ring ring, int each, int delay) {
    private long top(int band) {
        return (long) band * each - delay;
    }

    /** The address of the row that lies {@code back} rows before the band's own. */
    long at(int band, int back) {
        return ring.at(top(band) - back);
    }

    long rowBytes() {
        return ring.rowBytes();
    }

    /** Zeros in {@code count} rows of the band, from row {@code first} of it on. */
    void clear(int band, int first, int count, Cursor cursor) {
        if (count > 0) {
            Pointer.memset(cursor.at(at(band, 0) + first * rowBytes()), 0, count * rowBytes());
        }
    }

    /** After a band was written, in one piece: makes it whole for whoever reads across the ring's end. */
    void repeat(int band, Cursor to, Cursor from) {
        ring.repeat(top(band), each, to, from);
    }
}
