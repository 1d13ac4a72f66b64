package dev.loupe.work;

import dev.loupe.store.Database;
import dev.loupe.work.Look.Exactness;
import dev.loupe.work.WorkItem.Stage;
import dev.loupe.work.WorkItem.State;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * What the table knows of a source's originals at one moment, in some 44 bytes each, so that a listing of many files
 * asks the database seldom. Originals are known by the first 128 bits of their key. Not thread-safe.
 */
public final class Known {
    private static final int HALF = 16; // hexadecimal digits of a long
    private static final State[] STATES = State.values();
    private static final Stage[] STAGES = Stage.values();
    private static final Exactness[] EXACT = Exactness.values();
    private static final int SEEN = 1 << 24;
    private static final int KEPT = 1 << 25;

    /** What is to be done with a file that a listing shows. */
    public enum Verdict {
        NEW,
        /** It looks different from when it was listed last. */
        CHANGED,
        /** It is queued, or a worker has it. */
        LEFT,
        /** It has ended and looks as it did then. */
        ENDED
    }

    private final UnaryOperator<String> key;
    private final ZoneId zone;
    private int size;
    private long[] first = new long[1];
    private long[] second = new long[1];
    private long[] ids = new long[1];
    private long[] bytes = new long[1];
    private long[] modified = new long[1];
    private int[] flags = new int[1];

    /**
     * @param key of a path, in hexadecimal
     * @param zone that times of listings are in
     */
    Known(UnaryOperator<String> key, ZoneId zone) {
        this.key = key;
        this.zone = zone;
    }

    public int size() {
        return size;
    }

    /** Adds what a query finds, in the order of {@code live_key}; returns the last of these keys. */
    Optional<String> read(Connection connection, String sql, Object... arguments) throws SQLException {
        List<String> keys = Database.all(connection, sql, this::add, arguments);
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys.get(keys.size() - 1));
    }

    private String add(ResultSet row) throws SQLException {
        if (size == first.length) {
            grow(Math.max(1024, size + size / 2));
        }
        String found = row.getString("live_key");
        Look look = WorkRows.look(row);
        first[size] = half(found, 0);
        second[size] = half(found, 1);
        ids[size] = row.getLong("id");
        bytes[size] = look.size();
        modified[size] = look.modified().toEpochMilli();
        flags[size] = State.valueOf(row.getString("state")).ordinal()
                | Stage.valueOf(row.getString("stage")).ordinal() << 8 | look.exactTo().ordinal() << 16
                | (row.getBoolean("kept") ? KEPT : 0);
        size++;
        return found;
    }

    private void grow(int more) {
        first = Arrays.copyOf(first, more);
        second = Arrays.copyOf(second, more);
        ids = Arrays.copyOf(ids, more);
        bytes = Arrays.copyOf(bytes, more);
        modified = Arrays.copyOf(modified, more);
        flags = Arrays.copyOf(flags, more);
    }

    private static long half(String key, int index) {
        return Long.parseUnsignedLong(key, index * HALF, (index + 1) * HALF, 16);
    }

    /**
     * Decides from a listing alone, and remembers that the file was seen.
     *
     * @param keeps whether originals stay when they are done: one that should be gone is fetched again to make sure,
     *     unless its outcome keeps it
     */
    public Verdict see(String path, Look look, boolean keeps) {
        int at = find(key.apply(path));
        if (at < 0) {
            return Verdict.NEW;
        }
        flags[at] |= SEEN;
        boolean same = new Look(bytes[at], Instant.ofEpochMilli(modified[at]), EXACT[flags[at] >> 16 & 0xff])
                .agrees(look, zone);
        return switch (state(at)) {
            case RUNNING -> Verdict.LEFT;
            case QUEUED -> same || stage(at) == Stage.DELIVERED ? Verdict.LEFT : Verdict.CHANGED;
            case DONE -> same && (keeps || (flags[at] & KEPT) != 0) ? Verdict.ENDED : Verdict.CHANGED;
            case FAILED -> same ? Verdict.ENDED : Verdict.CHANGED;
        };
    }

    boolean isKnown(String path) {
        return find(key.apply(path)) >= 0;
    }

    /** The id of the item of a path that is known. */
    long id(String path) {
        return ids[find(key.apply(path))];
    }

    /** The items whose originals were queued and are not in the listing that has ended. */
    void unseen(LongConsumer item) {
        for (int at = 0; at < size; at++) {
            if ((flags[at] & SEEN) == 0 && state(at) == State.QUEUED && stage(at) == Stage.ADMITTED) {
                item.accept(ids[at]);
            }
        }
    }

    private State state(int at) {
        return STATES[flags[at] & 0xff];
    }

    private Stage stage(int at) {
        return STAGES[flags[at] >> 8 & 0xff];
    }

    /** Its index, or a negative number. */
    private int find(String wanted) {
        long one = half(wanted, 0);
        long two = half(wanted, 1);
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
