package dev.loupe.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

/**
 * Shares each device's memory among all engines that are open on it: an idle one has what it keeps, one that works has
 * what its picture may take. Where there is no room for a picture, pools that are idle are closed, the least recently
 * used first; where that is not enough, the picture waits, and later ones behind it. What it takes for a moment to open
 * and measure an engine is not counted.
 *
 * <p>Safe for several threads. It calls pools while it holds its lock, so they must not call it while they hold theirs.
 */
final class MemoryBudget {
    private final ToLongFunction<Device> budgets;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The least recently used first. */
    private final Map<Engine, Share> shares = new LinkedHashMap<>();
    private final Map<Device, Deque<Engine>> queues = new HashMap<>();

    private record Share(EnginePool pool, long bytes, boolean isWorking) {}

    /** {@code budgets}: bytes that engines may take of a device's memory together. */
    MemoryBudget(ToLongFunction<Device> budgets) {
        this.budgets = budgets;
    }

    /** Counts an engine that has been opened, and closes idle ones that there is no more room for. */
    void opened(EnginePool pool, Engine engine) {
        lock.lock();
        try {
            shares.put(engine, new Share(pool, engine.kept(), false));
            makeRoom(pool, engine, engine.kept());
        } finally {
            lock.unlock();
        }
    }

    /** No longer counts an engine. */
    void closed(Engine engine) {
        lock.lock();
        try {
            shares.remove(engine);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is room for a picture of so many bytes; alone on its device, one that is too large passes. */
    void take(EnginePool pool, Engine engine, long needed) {
        long bytes = Math.max(needed, engine.kept());
        lock.lock();
        Deque<Engine> queue = queue(engine);
        queue.add(engine);
        try {
            while (queue.peek() != engine || !makeRoom(pool, engine, bytes) && isAnyWorking(engine)) {
                changed.awaitUninterruptibly();
            }
            put(engine, new Share(pool, bytes, true));
        } finally {
            queue.remove(engine);
            changed.signalAll();
            lock.unlock();
        }
    }

    /** As {@link #take}, only where nothing has to wait or to be closed for it; whether it did. */
    boolean takeIfFree(EnginePool pool, Engine engine, long needed) {
        long bytes = Math.max(needed, engine.kept());
        lock.lock();
        try {
            if (!queue(engine).isEmpty() || takenBesides(engine) + bytes > budgets.applyAsLong(device(engine))) {
                return false;
            }
            put(engine, new Share(pool, bytes, true));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The picture is done; what the engine keeps stays counted. {@code idle} makes it one that may be closed. */
    void giveBack(EnginePool pool, Engine engine, Runnable idle) {
        lock.lock();
        try {
            put(engine, new Share(pool, engine.kept(), false));
            idle.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void put(Engine engine, Share share) {
        shares.remove(engine); // so that it becomes the most recently used
        shares.put(engine, share);
    }

    private Deque<Engine> queue(Engine engine) {
        return queues.computeIfAbsent(device(engine), none -> new ArrayDeque<>());
    }

    /** Closes idle pools until there is room; whether there is. */
    private boolean makeRoom(EnginePool pool, Engine engine, long bytes) {
        long budget = budgets.applyAsLong(device(engine));
        while (takenBesides(engine) + bytes > budget) {
            if (!closeAnIdlePool(pool, device(engine))) {
                return false;
            }
        }
        return true;
    }

    private boolean closeAnIdlePool(EnginePool except, Device device) {
        for (Map.Entry<Engine, Share> each : List.copyOf(shares.entrySet())) {
            Share share = each.getValue();
            if (device(each.getKey()).equals(device) && !share.isWorking && share.pool != except && share.bytes > 0
                    && share.pool.closeIfIdle()) {
                return true;
            }
        }
        return false;
    }

    private long takenBesides(Engine engine) {
        return shares.entrySet().stream()
                .filter(each -> each.getKey() != engine && device(each.getKey()).equals(device(engine)))
                .mapToLong(each -> each.getValue().bytes).sum();
    }

    private boolean isAnyWorking(Engine waiting) {
        return shares.entrySet().stream()
                .anyMatch(each -> each.getValue().isWorking && device(each.getKey()).equals(device(waiting)));
    }

    private static Device device(Engine engine) {
        return engine.info().device();
    }
}
