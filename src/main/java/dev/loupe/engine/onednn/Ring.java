package dev.loupe.engine.onednn;

import org.bytedeco.javacpp.Pointer;

/**
 * The rows of one tensor: a ring with one slot of rows per band. The rows before the first slot repeat the end of the
 * last ones, so that whoever reaches back finds them in one piece.
 *
 * <p>Safe for several threads as far as {@link Wavefront} keeps them apart.
 */
final class Ring {
    private final long base;
    private final long rowBytes;
    private final int history;
    private final int rows;
    private final int slots;

    /** {@code address} has room for {@link Schedule#storedRows} rows. */
    Ring(Schedule schedule, int tensor, int width, long address) {
        this.rowBytes = schedule.chain().tensor(tensor).rowBytes(width);
        this.history = schedule.history(tensor);
        this.rows = schedule.rows(tensor);
        this.slots = schedule.slots(tensor);
        this.base = address + history * rowBytes;
    }

    /** The address of the row that lies {@code back} rows before the band's own. */
    long at(int band, int back) {
        return base + ((long) (band % slots) * rows - back) * rowBytes;
    }

    long rowBytes() {
        return rowBytes;
    }

    /** Above the picture there are zeros. */
    void clearHistory(Cursor cursor) {
        if (history > 0) {
            Pointer.memset(cursor.at(base - history * rowBytes), 0, history * rowBytes);
        }
    }

    /** Zeros in {@code count} rows of the band, from row {@code first} of it on. */
    void clear(int band, int first, int count, Cursor cursor) {
        if (count > 0) {
            Pointer.memset(cursor.at(at(band, -first)), 0, count * rowBytes);
        }
    }

    /** After a band was written: repeats its rows before the first slot, if it is one of the last. */
    void repeat(int band, Cursor to, Cursor from) {
        long end = (long) slots * rows;
        long first = Math.max((long) (band % slots) * rows, end - history);
        long count = (long) (band % slots + 1) * rows - first;
        if (count > 0) {
            Pointer.memcpy(to.at(base + (first - end) * rowBytes), from.at(base + first * rowBytes), count * rowBytes);
        }
    }
}
