package dev.loupe.engine;

import dev.loupe.engine.Availability.Unavailable;
import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.model.Model;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses, opens and keeps engines. {@code auto} takes the one that is ready, passes its self-test and is fastest; what
 * was asked for by name is opened or refused, never replaced.
 *
 * <p>Safe for several threads. Closing closes every engine it opened.
 */
public final class Engines implements AutoCloseable {
    /** Never chosen automatically: it is the baseline the networks are compared with. */
    private static final String BASELINE = "bicubic";

    private static final Logger log = LoggerFactory.getLogger(Engines.class);

    private record Key(String model, EngineChoice choice, Optional<Precision> precision) {}

    private record Candidate(EngineProvider provider, Device device) {
        EngineChoice choice() {
            return new EngineChoice(Optional.of(provider.name()), Optional.of(device));
        }

        /** With all devices of its kind. */
        EngineChoice shared() {
            boolean cuda = device.kind() == Device.Kind.CUDA;
            return new EngineChoice(Optional.of(provider.name()), Optional.of(cuda ? Device.ALL_CUDA : device));
        }
    }

    private final List<EngineProvider> providers;
    private final Measurements measurements;
    private final SelfTest selfTest = new SelfTest();
    private final Map<Key, EnginePool> pools = new HashMap<>();

    public Engines(List<EngineProvider> providers, Measurements measurements) {
        this.providers = List.copyOf(providers);
        this.measurements = measurements;
    }

    public List<EngineProvider> providers() {
        return providers;
    }

    /** Every engine that is open now. */
    public synchronized List<EnginePool> open() {
        return pools.values().stream().distinct().toList();
    }

    /** The memory of the device an engine is on, where that is not the machine's. */
    public Optional<EngineProvider.Memory> memory(EngineInfo engine) {
        return providers.stream().filter(provider -> provider.name().equals(engine.provider())).findFirst()
                .flatMap(provider -> provider.memory(engine.device()));
    }

    /**
     * The engine for a model, opened at first use and kept.
     *
     * @throws Rejected where what was asked for by name, or everything, is unavailable; the message says why
     */
    public synchronized EnginePool pool(Model model, EngineChoice choice, Optional<Precision> precision) {
        Key key = new Key(model.sha256() + model.name(), choice, precision);
        EnginePool known = pools.get(key);
        if (known == null || known.infos().isEmpty()) { // not opened yet, or all of its engines were lost
            known = choice.isAuto() ? automatic(model, precision) : named(model, choice, precision);
            pools.put(key, known);
        }
        return known;
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

    private EnginePool named(Model model, EngineChoice choice, Optional<Precision> precision) {
        List<String> refusals = new ArrayList<>();
        List<Engine> engines = new ArrayList<>();
        for (Candidate candidate : candidates(choice)) {
            if (engines.isEmpty() || isBeside(engines.get(0).info(), candidate)) {
                tryOpen(candidate, model, precision, refusals).ifPresent(engines::add);
            }
        }
        for (Engine engine : engines) {
            log.info("Using {} for {} ({})", engine.info().label(), model.name(), engine.info().version());
        }
        if (!engines.isEmpty()) {
            return new EnginePool(engines);
        }
        String why = refusals.isEmpty() ? "there is no such engine or device" : String.join("; ", refusals);
        throw new Rejected(Reason.UNSUPPORTED, "The engine " + choice + " cannot run " + model.name()
                + precision.map(p -> " in " + p).orElse("") + ": " + why + ".");
    }

    /** Whether a device shares the work of a first one: all GPUs do. */
    private static boolean isBeside(EngineInfo first, Candidate candidate) {
        return first.provider().equals(candidate.provider().name())
                && first.device().kind() == Device.Kind.CUDA && candidate.device().kind() == Device.Kind.CUDA;
    }

    private EnginePool automatic(Model model, Optional<Precision> precision) {
        String question = "for pictures, " + model.sha256() + " " + precision.map(Precision::toString).orElse("auto");
        Optional<EngineChoice> remembered = measurements.fastest(question);
        if (remembered.isPresent()) {
            try {
                return pool(model, remembered.get(), precision);
            } catch (LoupeException gone) {
                log.info("{} was the fastest for {} but is gone: {}", remembered.get(), model.name(),
                        gone.getMessage());
            }
        }
        EngineChoice best = measure(model, precision).shared();
        measurements.remember(question, best);
        return pool(model, best, precision);
    }

    private Candidate measure(Model model, Optional<Precision> precision) {
        List<String> refusals = new ArrayList<>();
        Candidate best = null;
        double bestNanos = Double.MAX_VALUE;
        for (Candidate candidate : candidates(EngineChoice.AUTO)) {
            Optional<Engine> opened = tryOpen(candidate, model, precision, refusals);
            if (opened.isEmpty()) {
                continue;
            }
            try (Engine engine = opened.get()) {
                SelfTest.Outcome outcome = selfTest.run(engine);
                outcome.refusal().ifPresent(why -> refusals.add(engine.info().label() + ": " + why));
                if (outcome.refusal().isEmpty() && outcome.nanos() < bestNanos) {
                    best = candidate;
                    bestNanos = outcome.nanos();
                }
            }
        }
        refusals.forEach(refusal -> log.info("Not used for {}: {}", model.name(), refusal));
        if (best == null) {
            throw new Rejected(Reason.UNSUPPORTED,
                    "No engine can run " + model.name() + ": " + String.join("; ", refusals) + ".");
        }
        return best;
    }

    private List<Candidate> candidates(EngineChoice choice) {
        List<Candidate> candidates = new ArrayList<>();
        for (EngineProvider provider : providers) {
            boolean wanted = choice.provider().map(provider.name()::equals).orElse(!provider.name().equals(BASELINE));
            if (!wanted) {
                continue;
            }
            devices(provider, choice).forEach(device -> candidates.add(new Candidate(provider, device)));
        }
        return candidates;
    }

    private static List<Device> devices(EngineProvider provider, EngineChoice choice) {
        if (choice.device().isEmpty()) {
            return provider.devices();
        }
        Device device = choice.device().get();
        if (!device.equals(Device.ALL_CUDA)) {
            return List.of(device);
        }
        List<Device> all = provider.devices().stream().filter(each -> each.kind() == Device.Kind.CUDA).toList();
        return all.isEmpty() ? List.of(Device.cuda(0)) : all; // the first one says why there is none
    }

    private static Optional<Engine> tryOpen(
            Candidate candidate, Model model, Optional<Precision> precision, List<String> refusals) {
        if (candidate.provider().probe(candidate.device()) instanceof Unavailable unavailable) {
            refusals.add(candidate.choice() + ": " + unavailable.reason());
            return Optional.empty();
        }
        try {
            return Optional.of(candidate.provider().open(model, candidate.device(), precision));
        } catch (EngineProvider.Unsupported unsupported) {
            refusals.add(candidate.choice() + ": " + unsupported.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() {
        open().forEach(EnginePool::close);
        pools.clear();
    }
}
