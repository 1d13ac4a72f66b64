package dev.loupe.ledger;

import dev.loupe.ledger.Entry.State;
import dev.loupe.ledger.Ledger.Need;
import dev.loupe.ledger.Look.Exactness;
import dev.loupe.store.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger knew of a source's files at one moment, in some 36 bytes a file, so that a listing of many files asks
 * the database seldom. Files are known by the first 128 bits of their path's SHA-256. Not thread-safe.
 */
public final class Known {
    private static final int HALF = 16; // hexadecimal digits of a long
    private static final State[] STATES = State.values();
    private static final Exactness[] EXACT = Exactness.values();

    private final ZoneId zone;
    private int size;
    private long[] first = new long[1];
    private long[] second = new long[1];
    private long[] bytes = new long[1];
    private long[] modified = new long[1];
    private int[] flags = new int[1];

    Known(ZoneId zone) {
        this.zone = zone;
    }

    public int size() {
        return size;
    }

    /** Adds what a query finds, in the order of {@code path_key}; returns the last of these keys. */
    Optional<String> read(Connection connection, String sql, Object... arguments) throws SQLException {
        List<String> keys = Database.all(connection, sql, this::add, arguments);
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(keys.size() - 1));
    }

    private String add(ResultSet row) throws SQLException {
        if (size == first.length) {
            int more = Math.max(1024, size + size / 2);
            first = Arrays.copyOf(first, more);
            second = Arrays.copyOf(second, more);
            bytes = Arrays.copyOf(bytes, more);
            modified = Arrays.copyOf(modified, more);
            flags = Arrays.copyOf(flags, more);
        }
        String key = row.getString("path_key");
        first[size] = half(key, 0);
        second[size] = half(key, 1);
        bytes[size] = row.getLong("size");
        modified[size] = Rows.instant(row, "modified").orElseThrow().toEpochMilli();
        flags[size] = State.valueOf(row.getString("state")).ordinal()
                | Exactness.valueOf(row.getString("exact_to")).ordinal() << 8
                | (row.getBoolean("free") ? 1 << 16 : 0) | row.getInt("early") << 17
                | (row.getBoolean("kept") ? 1 << 18 : 0);
        size++;
        return key;
    }

    private static long half(String key, int index) {
        return Long.parseUnsignedLong(key, index * HALF, (index + 1) * HALF, 16);
    }

    /**
     * Decides from a listing alone.
     *
     * @param keeps whether originals stay when they are done: one that should be gone is fetched again to make sure,
     *     unless its outcome keeps it
     */
    public Need need(String path, Look look, boolean keeps) {
        int at = find(Rows.key(path));
        if (at < 0) {
            return Need.FETCH;
        }
        boolean same = new Look(bytes[at], Instant.ofEpochMilli(modified[at]), EXACT[flags[at] >> 8 & 0xff])
                .agrees(look, zone);
        boolean free = (flags[at] & 1 << 16) != 0;
        boolean early = (flags[at] & 1 << 17) != 0;
        boolean kept = keeps || (flags[at] & 1 << 18) != 0;
        return switch (STATES[flags[at] & 0xff]) {
            case WORKING -> free ? Need.FETCH : Need.LATER;
            case WAITING -> early && same ? Need.LATER : Need.FETCH;
            case DONE -> !same ? Need.FETCH : kept ? Need.NOTHING : early ? Need.LATER : Need.FETCH;
            case FAILED -> same ? Need.NOTHING : Need.FETCH;
        };
    }

    /** Its index, or a negative number. */
    private int find(String key) {
        long one = half(key, 0);
        long two = half(key, 1);
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(first[middle], one);
            if (order == 0) {
                order = Long.compareUnsigned(second[middle], two);
            }
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
