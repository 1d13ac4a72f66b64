package dev.loupe.engine;

import dev.loupe.engine.EnginePool.Lost;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Which engines of a pool are open, which of them nobody has, and who waits for one. It opens and closes nothing, and
 * calls nobody while it holds its lock. Safe for several threads.
 */
final class Roster {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final List<Engine> alive = new ArrayList<>();
    private final Deque<Engine> idle = new ArrayDeque<>();
    private final List<Lost> lost = new ArrayList<>();
    private EngineInfo info;
    private int waiting;
    private boolean closed;

    /** What became of waiting for an engine. */
    enum Outcome {
        TAKEN,
        NONE_ELSEWHERE,
        NONE_OPEN,
        CLOSED
    }

    /** {@code engine} is there where it was {@code TAKEN}. */
    record Taken(Outcome outcome, Optional<Engine> engine) {}

    /** Adds engines that nobody has yet, and forgets the lost ones; whether it did, being still in use. */
    boolean opened(List<Engine> engines) {
        return locked(() -> {
            if (!closed) {
                alive.addAll(engines);
                idle.addAll(engines);
                lost.clear();
                info = engines.get(0).info();
            }
            return !closed;
        });
    }

    /** From now on the engines are not closed for being idle. */
    void beginWaiting() {
        locked(() -> waiting++);
    }

    void endWaiting() {
        locked(() -> waiting--);
    }

    /** Waits for an idle engine on another device than these, in the order callers came. */
    Taken take(Set<Device> without) {
        return locked(() -> {
            while (!closed && !alive.isEmpty()) {
                if (alive.stream().allMatch(engine -> without.contains(engine.info().device()))) {
                    return new Taken(Outcome.NONE_ELSEWHERE, Optional.empty());
                }
                Optional<Engine> free = idle.stream()
                        .filter(engine -> !without.contains(engine.info().device())).findFirst();
                if (free.isPresent()) {
                    idle.remove(free.get());
                    return new Taken(Outcome.TAKEN, free);
                }
                changed.awaitUninterruptibly();
            }
            return new Taken(closed ? Outcome.CLOSED : Outcome.NONE_OPEN, Optional.empty());
        });
    }

    /** An engine that has nothing to do and that nobody waits for. */
    Optional<Engine> takeSpare() {
        return locked(() -> closed || waiting > 0 ? Optional.empty() : Optional.ofNullable(idle.poll()));
    }

    /** An engine that was taken is idle again, unless it was lost. */
    void putBack(Engine engine) {
        locked(() -> {
            changed.signalAll();
            return alive.contains(engine) && idle.add(engine);
        });
    }

    void lose(Engine engine, String reason) {
        locked(() -> {
            alive.remove(engine);
            info = alive.isEmpty() ? info : alive.get(0).info();
            return lost.add(new Lost(engine.info(), reason));
        });
    }

    /** Takes all engines away, to be closed; none where somebody has one or waits for one. */
    List<Engine> takeAllIfIdle() {
        return locked(() -> waiting > 0 || idle.size() < alive.size() ? List.<Engine>of() : takeAll());
    }

    /** Lets nobody take an engine any more, waits for those who have one, and takes all away, to be closed. */
    List<Engine> close() {
        return locked(() -> {
            closed = true;
            changed.signalAll();
            while (idle.size() < alive.size()) {
                changed.awaitUninterruptibly();
            }
            return takeAll();
        });
    }

    private List<Engine> takeAll() {
        List<Engine> all = List.copyOf(alive);
        alive.clear();
        idle.clear();
        return all;
    }

    /** What the first engine is that works, or was before all were closed. */
    EngineInfo info() {
        return locked(() -> info);
    }

    List<Engine> alive() {
        return locked(() -> List.copyOf(alive));
    }

    List<Lost> lost() {
        return locked(() -> List.copyOf(lost));
    }

    int waiting() {
        return locked(() -> waiting);
    }

    int inUse() {
        return locked(() -> alive.size() - idle.size());
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
