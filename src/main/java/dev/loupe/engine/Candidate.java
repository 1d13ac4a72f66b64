package dev.loupe.engine;

import dev.loupe.engine.Availability.Unavailable;
import dev.loupe.failure.Failed;
import dev.loupe.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A provider on one of its devices: an engine that may be opened. */
record Candidate(EngineProvider provider, Device device) {
    /** Never chosen automatically: it is the baseline the networks are compared with. */
    private static final String BASELINE = "bicubic";

    /** Whatever a choice allows, best first, whether or not it is there. */
    static List<Candidate> of(List<EngineProvider> providers, EngineChoice choice) {
        List<Candidate> candidates = new ArrayList<>();
        for (EngineProvider provider : providers) {
            if (choice.provider().map(provider.name()::equals).orElse(!provider.name().equals(BASELINE))) {
                devices(provider, choice).forEach(device -> candidates.add(new Candidate(provider, device)));
            }
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

    EngineChoice choice() {
        return new EngineChoice(Optional.of(provider.name()), Optional.of(device));
    }

    /** With all devices of its kind. */
    EngineChoice shared() {
        boolean cuda = device.kind() == Device.Kind.CUDA;
        return new EngineChoice(Optional.of(provider.name()), Optional.of(cuda ? Device.ALL_CUDA : device));
    }

    /** Whether a network is shared between the devices of this one and of another: all GPUs do that. */
    boolean shares(Candidate other) {
        return provider.name().equals(other.provider.name())
                && device.kind() == Device.Kind.CUDA && other.device.kind() == Device.Kind.CUDA;
    }

    boolean isReady() {
        return provider.probe(device) instanceof Availability.Ready;
    }

    /** @throws Refused with the reason, which names this candidate */
    Engine open(Model model, Optional<Precision> precision) {
        if (provider.probe(device) instanceof Unavailable unavailable) {
            throw refused(unavailable.reason(), true, unavailable.cause());
        }
        try {
            return provider.open(model, device, precision);
        } catch (EngineProvider.Unsupported unsupported) {
            throw refused(unsupported.getMessage(), true, unsupported);
        } catch (Engine.OutOfMemory | Failed failed) {
            throw refused(failed.getMessage(), false, failed);
        } catch (LinkageError broken) {
            throw refused(broken.toString(), false, broken);
        }
    }

    Refused refused(String why, boolean lasting, Throwable cause) {
        return new Refused(choice() + ": " + why, lasting, cause);
    }
}
