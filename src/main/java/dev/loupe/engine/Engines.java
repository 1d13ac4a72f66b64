package dev.loupe.engine;

import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses, opens and keeps engines. {@code auto} takes the one that is ready, passes its self-test and is fastest; what
 * was asked for by name is opened or refused, never replaced. A network is opened once per device and precision,
 * however it was asked for, and all that are open share the memory of their device.
 *
 * <p>Safe for several threads: opening and measuring one network holds up only who asks for that one. Closing closes
 * every engine it opened.
 */
public final class Engines implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engines.class);

    /** What somebody asked for. */
    private record Wish(Model model, EngineChoice choice, Optional<Precision> precision) {}

    /** What that comes to. */
    private record Key(String model, List<EngineChoice> devices, Optional<Precision> precision) {}

    private final List<EngineProvider> providers;
    private final Measurements measurements;
    private final SelfTest selfTest = new SelfTest();
    private final MemoryBudget budget;
    private final SingleFlight<Wish, EnginePool> resolving = new SingleFlight<>();
    private final Map<Wish, EnginePool> resolved = new ConcurrentHashMap<>();
    private final Map<Key, EnginePool> pools = new ConcurrentHashMap<>();

    public Engines(List<EngineProvider> providers, Measurements measurements) {
        this.providers = List.copyOf(providers);
        this.measurements = measurements;
        Map<Device, Long> budgets = new ConcurrentHashMap<>();
        this.budget = new MemoryBudget(device -> budgets.computeIfAbsent(device, unknown -> this.providers.stream()
                .mapToLong(provider -> provider.budget(unknown)).min().orElse(Long.MAX_VALUE)));
    }

    public List<EngineProvider> providers() {
        return providers;
    }

    /** Every engine that is open now. */
    public List<EnginePool> open() {
        return pools.values().stream().distinct().filter(EnginePool::isOpen).toList();
    }

    /** The memory of the device an engine is on, where that is not the machine's. */
    public Optional<EngineProvider.Memory> memory(EngineInfo engine) {
        return providers.stream().filter(provider -> provider.name().equals(engine.provider())).findFirst()
                .flatMap(provider -> provider.memory(engine.device()));
    }

    /**
     * The engine for a model, opened at first use and kept as long as no other needs its memory.
     *
     * @throws Rejected where what was asked for by name, or everything, is unavailable; the message says why
     */
    public EnginePool pool(Model model, EngineChoice choice, Optional<Precision> precision) {
        Wish wish = new Wish(model, choice, precision);
        return opened(wish).orElseGet(() -> resolving.get(wish, () -> opened(wish).orElseGet(() -> {
            EnginePool pool = choice.isAuto() ? automatic(model, precision) : named(model, choice, precision);
            resolved.put(wish, pool);
            return pool;
        })));
    }

    /** What the wish came to before, if it can still be had. */
    private Optional<EnginePool> opened(Wish wish) {
        EnginePool known = resolved.get(wish);
        try {
            if (known != null) {
                known.open();
            }
            return Optional.ofNullable(known);
        } catch (Refused gone) {
            log.info("What {} came to for {} is gone: {}", wish.choice, wish.model.name(), gone.getMessage());
            resolved.remove(wish, known);
            return Optional.empty();
        }
    }

    /** Opens an engine as {@link #pool} does and lets it work once. */
    public EngineInfo warmUp(Model model, EngineChoice choice, Optional<Precision> precision) {
        EnginePool pool = pool(model, choice, precision);
        pool.lend(selfTest::refusal);
        return pool.info();
    }

    /** Where work goes on when no device of {@code exhausted} has memory for the smallest tile: the processor. */
    public Optional<EnginePool> after(EnginePool exhausted, Model model) {
        if (exhausted.info().device().kind() == Device.Kind.CPU) {
            return Optional.empty();
        }
        EngineChoice next = new EngineChoice(Optional.of(exhausted.info().provider()), Optional.of(Device.CPU));
        return Optional.of(pool(model, next, Optional.empty()));
    }

    private EnginePool automatic(Model model, Optional<Precision> precision) {
        Race race = new Race(measurements, Candidate.of(providers, EngineChoice.AUTO), model, precision);
        Optional<EngineChoice> remembered = race.remembered();
        if (remembered.isPresent()) {
            try {
                return named(model, remembered.get(), precision);
            } catch (LoupeException gone) {
                log.info("{} was the fastest for {} but is gone: {}", remembered.get(), model.name(),
                        gone.getMessage());
            }
        }
        return named(model, race.measure(), precision);
    }

    private EnginePool named(Model model, EngineChoice choice, Optional<Precision> precision) {
        List<String> refusals = new ArrayList<>();
        List<Candidate> left = new ArrayList<>(Candidate.of(providers, choice));
        while (!left.isEmpty()) {
            Candidate first = left.get(0);
            List<Candidate> group = left.stream().filter(each -> each == first || each.shares(first)).toList();
            left.removeAll(group);
            try {
                return opened(model, group, precision);
            } catch (Refused refused) {
                refusals.add(refused.getMessage());
            }
        }
        String why = refusals.isEmpty() ? "there is no such engine or device" : String.join("; ", refusals);
        throw new Rejected(Reason.UNSUPPORTED, "The engine " + choice + " cannot run " + model.name()
                + precision.map(p -> " in " + p).orElse("") + ": " + why + ".");
    }

    /** The pool of devices that share a network, opened unless it is. */
    private EnginePool opened(Model model, List<Candidate> group, Optional<Precision> precision) {
        List<EngineChoice> ready = group.stream().filter(Candidate::isReady).map(Candidate::choice).toList();
        Key key = new Key(model.sha256() + model.name(), ready, precision);
        EnginePool pool = pools.computeIfAbsent(key, missing -> new EnginePool(model.name() + " on " + ready,
                () -> openAll(model, group, precision), budget));
        pool.open();
        if (pool.info().precision() != Precision.F32) {
            return pool;
        }
        // nothing is more exact, so whoever left the choice to the engine has what others ask for by name
        EnginePool same = pools.computeIfAbsent(new Key(key.model, ready, Optional.of(Precision.F32)), none -> pool);
        if (same != pool) {
            pools.put(key, same);
            pool.closeIfIdle();
            same.open();
        }
        return same;
    }

    private static List<Engine> openAll(Model model, List<Candidate> group, Optional<Precision> precision) {
        List<Engine> engines = new ArrayList<>();
        List<Refused> refusals = new ArrayList<>();
        for (Candidate candidate : group) {
            try {
                engines.add(candidate.open(model, precision));
            } catch (Refused refused) {
                refusals.add(refused);
            }
        }
        if (engines.isEmpty()) {
            throw new Refused(String.join("; ", refusals.stream().map(Refused::getMessage).toList()),
                    refusals.stream().allMatch(Refused::isLasting), refusals.get(0));
        }
        for (Engine engine : engines) {
            log.info("Using {} for {} ({})", engine.info().label(), model.name(), engine.info().version());
        }
        return engines;
    }

    @Override
    public void close() {
        pools.values().stream().distinct().forEach(EnginePool::close);
        pools.clear();
        resolved.clear();
    }
}
