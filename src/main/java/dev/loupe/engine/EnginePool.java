package dev.loupe.engine;

import dev.loupe.failure.Failed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One network, loaded on one device or on several alike; each engine is lent to one caller at a time, in the order they
 * came. An engine that fails and does not pass its self-test afterwards is taken out, and its caller goes on with
 * another.
 *
 * <p>Safe for several threads; closing waits for the callers who have an engine.
 */
public final class EnginePool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EnginePool.class);

    /** An engine that was taken out, and what it failed with. */
    public record Lost(EngineInfo info, String reason) {}

    private final SelfTest selfTest = new SelfTest();
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final List<Engine> alive;
    private final Deque<Engine> idle;
    private final List<Lost> lost = new ArrayList<>();
    private EngineInfo info;
    private int waiting;
    private boolean closed;

    /** {@code engines}: at least one, of the same network; the pool closes them. */
    EnginePool(List<Engine> engines) {
        this.alive = new ArrayList<>(engines);
        this.idle = new ArrayDeque<>(engines);
        this.info = engines.get(0).info();
    }

    /** What the first engine that still works is. */
    public EngineInfo info() {
        return locked(() -> info);
    }

    /** What every engine that still works is. */
    public List<EngineInfo> infos() {
        return locked(() -> alive.stream().map(Engine::info).toList());
    }

    public List<Lost> lost() {
        return locked(() -> List.copyOf(lost));
    }

    /** Callers waiting for an engine now. */
    public int waiting() {
        return locked(() -> waiting);
    }

    /** Engines that somebody has now. */
    public int inUse() {
        return locked(() -> alive.size() - idle.size());
    }

    /**
     * Runs {@code work} with an engine, which must not be kept; with another one, from the start, where the first is
     * lost meanwhile.
     *
     * @throws Failed what the work failed with, or where no engine is left
     */
    public <T> T lend(Function<Engine, T> work) {
        return lend(Set.of(), work).orElseThrow();
    }

    /** As {@link #lend(Function)}, on any device but these; empty where there is no other. */
    public <T> Optional<T> lend(Set<Device> without, Function<Engine, T> work) {
        while (true) {
            Optional<Engine> engine = take(without);
            if (engine.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(use(engine.get(), work));
            } catch (Failed failure) {
                if (!isLost(engine.get()) || infos().isEmpty()) {
                    throw failure;
                }
            }
        }
    }

    /** Runs {@code work} with an engine that has nothing to do and that nobody waits for; whether there was one. */
    public boolean lendIdle(Consumer<Engine> work) {
        Engine engine = locked(() -> closed || waiting > 0 ? null : idle.poll());
        if (engine == null) {
            return false;
        }
        use(engine, lent -> {
            work.accept(lent);
            return true;
        });
        return true;
    }

    private Optional<Engine> take(Set<Device> without) {
        return locked(() -> {
            waiting++;
            try {
                while (true) {
                    if (closed) {
                        throw new Failed("The engine " + info.label() + " has been closed.");
                    } else if (alive.isEmpty()) {
                        throw new Failed("No engine is left for " + info.model() + ": "
                                + lost.stream().map(Lost::reason).collect(Collectors.joining(" ")));
                    } else if (alive.stream().allMatch(engine -> without.contains(engine.info().device()))) {
                        return Optional.empty();
                    }
                    for (Engine engine : idle) {
                        if (!without.contains(engine.info().device())) {
                            idle.remove(engine);
                            return Optional.of(engine);
                        }
                    }
                    changed.awaitUninterruptibly();
                }
            } finally {
                waiting--;
            }
        });
    }

    private <T> T use(Engine engine, Function<Engine, T> work) {
        try {
            return work.apply(engine);
        } catch (Failed failure) {
            if (!works(engine)) {
                takeOut(engine, failure);
            }
            throw failure;
        } finally {
            giveBack(engine);
        }
    }

    private boolean works(Engine engine) {
        try {
            return selfTest.refusal(engine).isEmpty();
        } catch (Engine.OutOfMemory full) {
            return true; // somebody else has the memory, for the time being
        } catch (RuntimeException broken) {
            log.debug("{} failed its self-test", engine.info().label(), broken);
            return false;
        }
    }

    private void takeOut(Engine engine, Failed failure) {
        log.warn("{} is taken out of service: {}", engine.info().label(), failure.getMessage());
        locked(() -> {
            alive.remove(engine);
            lost.add(new Lost(engine.info(), failure.getMessage()));
            info = alive.isEmpty() ? info : alive.get(0).info();
            return null;
        });
        try {
            engine.close();
        } catch (RuntimeException broken) {
            log.warn("{} could not be closed: {}", engine.info().label(), broken.toString());
        }
    }

    private boolean isLost(Engine engine) {
        return locked(() -> !alive.contains(engine));
    }

    private void giveBack(Engine engine) {
        locked(() -> {
            if (alive.contains(engine)) {
                idle.add(engine);
            }
            changed.signalAll();
            return null;
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        locked(() -> {
            closed = true;
            changed.signalAll();
            while (idle.size() < alive.size()) {
                changed.awaitUninterruptibly();
            }
            alive.forEach(Engine::close);
            return null;
        });
    }
}
