package dev.loupe.engine.onednn;

import org.bytedeco.javacpp.Pointer;

/**
 * Memory for the last rows of a picture-high value: row y lies at place y modulo {@code rows}. The first rows are
 * repeated behind the last, so that whoever reads or writes across the end has them in one piece.
 *
 * <p>Safe for several threads as far as {@link Wavefront} keeps them apart.
 *
 * @param base an address with room for {@code rows + repeated} rows
 */
record Ring(long base, long rowBytes, int rows, int repeated) {
    /** Where a row lies; up to {@code repeated} rows follow in one piece. */
    long at(long row) {
        return base + place(row) * rowBytes;
    }

    private long place(long row) {
        return Math.floorMod(row, rows);
    }

    /** After {@code count} rows were written in one piece: brings their repetitions up to date. */
    void repeat(long row, int count, Cursor to, Cursor from) {
        long first = place(row);
        long end = first + count;
        if (end > rows) {
            copy(rows, end, -rows, to, from);
        }
        if (first < repeated) {
            copy(first, Math.min(end, repeated), rows, to, from);
        }
    }

    private void copy(long first, long end, long by, Cursor to, Cursor from) {
        Pointer.memcpy(to.at(base + (first + by) * rowBytes), from.at(base + first * rowBytes),
                (end - first) * rowBytes);
    }

    /** Zeros in the rows up to, not including, {@code end}. */
    void clear(long row, long end, Cursor to, Cursor from) {
        for (long each = row; each < end; each++) {
            Pointer.memset(to.at(at(each)), 0, rowBytes);
            repeat(each, 1, to, from);
        }
    }
}
