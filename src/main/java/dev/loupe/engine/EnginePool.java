package dev.loupe.engine;

import dev.loupe.engine.Roster.Outcome;
import dev.loupe.engine.Roster.Taken;
import dev.loupe.failure.Failed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One network on one device or on several alike; each engine is lent to one caller at a time, in the order they came.
 * An engine that fails and does not pass its self-test afterwards is taken out, and its caller goes on with another.
 * Engines are opened when they are needed, and closed while they are idle where others need their memory.
 *
 * <p>Safe for several threads; closing waits for the callers who have an engine.
 */
public final class EnginePool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EnginePool.class);

    /** An engine that was taken out, and what it failed with. */
    public record Lost(EngineInfo info, String reason) {}

    private final String name;
    private final Supplier<List<Engine>> opener;
    private final MemoryBudget budget;
    private final Roster roster = new Roster();
    private final SingleFlight<EnginePool, Boolean> opening = new SingleFlight<>();
    private final SelfTest selfTest = new SelfTest();

    /**
     * Of a network that is not opened yet.
     *
     * @param name of the network and its devices, for messages
     * @param opener opens at least one engine, or throws {@link Refused}; the pool closes them
     */
    EnginePool(String name, Supplier<List<Engine>> opener, MemoryBudget budget) {
        this.name = name;
        this.opener = opener;
        this.budget = budget;
    }

    /** What the first engine is that works, or was before they were closed. */
    public EngineInfo info() {
        return roster.info();
    }

    /** What every engine is that is open and works. */
    public List<EngineInfo> infos() {
        return roster.alive().stream().map(Engine::info).toList();
    }

    public List<Lost> lost() {
        return roster.lost();
    }

    /** Callers waiting for an engine now. */
    public int waiting() {
        return roster.waiting();
    }

    /** Engines that somebody has now. */
    public int inUse() {
        return roster.inUse();
    }

    boolean isOpen() {
        return !roster.alive().isEmpty();
    }

    /**
     * Opens the engines unless they are open; who comes meanwhile waits for the same.
     *
     * @throws Refused if none can be opened
     * @throws Failed if the pool has been closed
     */
    void open() {
        if (!isOpen()) {
            opening.get(this, this::openNow);
        }
    }

    private boolean openNow() {
        if (isOpen()) {
            return true;
        }
        List<Engine> opened = opener.get();
        opened.forEach(engine -> budget.opened(this, engine)); // before anybody can take them
        if (!roster.opened(opened)) {
            opened.forEach(this::close);
            throw closed();
        }
        return true;
    }

    /** Closes the engines if nobody has one or waits for one; whether it did. The next caller opens them again. */
    boolean closeIfIdle() {
        List<Engine> unused = roster.takeAllIfIdle();
        for (Engine engine : unused) {
            log.info("{} for {} is closed while it is idle, because its memory is needed", engine.info().label(),
                    engine.info().model());
            close(engine);
        }
        return !unused.isEmpty();
    }

    /**
     * Runs {@code work} with an engine, which must not be kept; with another one, from the start, where the first is
     * lost meanwhile.
     *
     * @throws Failed what the work failed with, or where no engine can be opened
     */
    public <T> T lend(Function<Engine, T> work) {
        return lend(Set.of(), engine -> 0, work).orElseThrow();
    }

    /**
     * As {@link #lend(Function)}, on any device but these; empty where there is no other.
     *
     * @param needed bytes of an engine's device that the work takes; it waits until there is room for them
     */
    public <T> Optional<T> lend(Set<Device> without, ToLongFunction<Engine> needed, Function<Engine, T> work) {
        while (true) {
            Optional<Engine> engine = take(without);
            if (engine.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(use(engine.get(), lent -> {
                    budget.take(this, lent, needed.applyAsLong(lent));
                    return work.apply(lent);
                }));
            } catch (Failed failure) {
                List<Engine> left = roster.alive();
                if (left.contains(engine.get()) || left.isEmpty()) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Runs {@code work} with an engine that has nothing to do and that nobody waits for; whether there was one, and
     * room for what it takes.
     */
    public boolean lendIdle(ToLongFunction<Engine> needed, Consumer<Engine> work) {
        return roster.takeSpare().map(engine -> use(engine, lent -> {
            boolean room = budget.takeIfFree(this, lent, needed.applyAsLong(lent));
            if (room) {
                work.accept(lent);
            }
            return room;
        })).orElse(false);
    }

    private Optional<Engine> take(Set<Device> without) {
        roster.beginWaiting();
        try {
            while (true) {
                reopen();
                Taken taken = roster.take(without);
                if (taken.outcome() == Outcome.CLOSED) {
                    throw closed();
                } else if (taken.outcome() != Outcome.NONE_OPEN) {
                    return taken.engine();
                }
            }
        } finally {
            roster.endWaiting();
        }
    }

    private void reopen() {
        try {
            open();
        } catch (Refused refused) {
            throw new Failed("The engine for " + name + " cannot be opened again: " + refused.getMessage() + ".",
                    refused);
        }
    }

    private Failed closed() {
        return new Failed("The engine for " + name + " has been closed.");
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
        roster.lose(engine, failure.getMessage());
        close(engine);
    }

    private void giveBack(Engine engine) {
        if (roster.alive().contains(engine)) {
            budget.giveBack(this, engine, () -> roster.putBack(engine));
        } else {
            roster.putBack(engine);
        }
    }

    private void close(Engine engine) {
        try {
            engine.close();
        } catch (RuntimeException broken) {
            log.warn("{} could not be closed: {}", engine.info().label(), broken.toString());
        }
        budget.closed(engine);
    }

    @Override
    public void close() {
        roster.close().forEach(this::close);
    }
}
