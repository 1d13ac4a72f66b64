package dev.loupe.codec;

import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Bounds how many bytes of encoded pictures are on the heap together: others wait, in the order they came, and one that
 * is larger than all the room there is has it for itself. Safe for several threads.
 */
final class Room {
    private static final int UNIT = 1 << 16;

    private final int units;
    private final Semaphore free;

    Room(long bytes) {
        this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.free = new Semaphore(units, true);
    }

    <T> T read(Bytes bytes, Function<byte[], T> work) {
        int needed = (int) Math.min(units, bytes.size() / UNIT + 1);
        free.acquireUninterruptibly(needed);
        try {
            return work.apply(bytes.read());
        } finally {
            free.release(needed);
        }
    }
}
