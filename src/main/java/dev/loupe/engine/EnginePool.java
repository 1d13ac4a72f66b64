package dev.loupe.engine;

import dev.loupe.failure.Failed;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * One loaded network, lent to one caller at a time in the order they came. Safe for several threads; closing waits for
 * the caller who has it.
 */
public final class EnginePool implements AutoCloseable {
    private final Engine engine;
    private final EngineInfo info;
    private final ReentrantLock lock = new ReentrantLock(true);
    private boolean closed;

    EnginePool(Engine engine) {
        this.engine = engine;
        this.info = engine.info();
    }

    public EngineInfo info() {
        return info;
    }

    /** Callers waiting for the engine now. */
    public int waiting() {
        return lock.getQueueLength();
    }

    public boolean inUse() {
        return lock.isLocked();
    }

    /** Runs {@code work} with the engine, which must not be kept. */
    public <T> T lend(Function<Engine, T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new Failed("The engine " + info.label() + " has been closed.");
            }
            return work.apply(engine);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                engine.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
