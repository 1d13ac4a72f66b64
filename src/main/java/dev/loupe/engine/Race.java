package dev.loupe.engine;

import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several engines enlarges pictures through one network fastest: measured once per machine, network and set of
 * engines that are ready. Used once.
 */
final class Race {
    private static final Logger log = LoggerFactory.getLogger(Race.class);

    private final Measurements measurements;
    private final List<Candidate> candidates;
    private final Model model;
    private final Optional<Precision> precision;
    private final SelfTest selfTest = new SelfTest();
    private final List<Refused> refusals = new ArrayList<>();

    Race(Measurements measurements, List<Candidate> candidates, Model model, Optional<Precision> precision) {
        this.measurements = measurements;
        this.candidates = candidates;
        this.model = model;
        this.precision = precision;
    }

    Optional<EngineChoice> remembered() {
        return measurements.fastest(question());
    }

    /** Another engine that becomes ready, or one that is gone, makes it another question. */
    private String question() {
        return "for pictures, " + model.sha256() + " " + precision.map(Precision::toString).orElse("auto") + " among "
                + candidates.stream().filter(Candidate::isReady).map(each -> each.choice().toString())
                .collect(Collectors.joining(" "));
    }

    /**
     * Lets every engine work, for some seconds. The answer is remembered unless one could not take part for a reason
     * that may pass, such as too little memory.
     *
     * @throws Rejected if no engine can run the network
     */
    EngineChoice measure() {
        log.info("Measuring which engine is fastest for {}; this takes some seconds", model.name());
        Candidate best = null;
        double bestNanos = Double.MAX_VALUE;
        for (Candidate candidate : candidates) {
            double nanos = nanos(candidate);
            if (nanos < bestNanos) {
                best = candidate;
                bestNanos = nanos;
            }
        }
        refusals.forEach(refusal -> log.info("Not used for {}: {}", model.name(), refusal.getMessage()));
        if (best == null) {
            throw new Rejected(Reason.UNSUPPORTED, "No engine can run " + model.name() + ": "
                    + refusals.stream().map(Refused::getMessage).collect(Collectors.joining("; ")) + ".");
        }
        if (refusals.stream().allMatch(Refused::isLasting)) {
            measurements.remember(question(), best.shared());
        } else {
            log.warn("{} is used for {} until the next start, because another could not take part: {}", best.choice(),
                    model.name(), refusals.stream().filter(each -> !each.isLasting()).map(Refused::getMessage)
                            .collect(Collectors.joining("; ")));
        }
        return best.shared();
    }

    private double nanos(Candidate candidate) {
        try (Engine engine = candidate.open(model, precision)) {
            SelfTest.Outcome outcome = selfTest.run(engine);
            if (outcome.refusal().isEmpty()) {
                return outcome.nanos();
            }
            refusals.add(candidate.refused(outcome.refusal().get(), true, null));
        } catch (Refused refused) {
            refusals.add(refused);
        } catch (Engine.OutOfMemory | Failed failed) {
            refusals.add(candidate.refused(failed.getMessage(), false, failed));
        }
        return Double.MAX_VALUE;
    }
}
