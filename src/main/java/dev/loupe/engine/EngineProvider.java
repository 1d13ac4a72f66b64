package dev.loupe.engine;

import dev.loupe.failure.Failed;
import dev.loupe.model.Model;
import java.util.List;
import java.util.Optional;

/** One library that runs networks. Stateless and safe for several threads; constructing it loads nothing native. */
public interface EngineProvider {
    /** The name used in {@code loupe.engine}. */
    String name();

    /** The devices this provider knows of, best first, whether or not they are there. */
    List<Device> devices();

    /** Whether this provider can work on that device; cheap, cached, never throws. */
    Availability probe(Device device);

    /** A device's own memory, where it has any that this provider can see. */
    default Optional<Memory> memory(Device device) {
        return Optional.empty();
    }

    /** Bytes of a device's memory that all engines on it may take together. */
    default long budget(Device device) {
        return Long.MAX_VALUE;
    }

    /** In bytes. */
    record Memory(long free, long total) {}

    /**
     * Loads a model. The caller closes the engine.
     *
     * @param precision what was asked for by name, or empty to let the provider choose
     * @throws Unsupported if the network, the precision or the device is not for this provider; the next one may be
     *     tried
     * @throws Engine.OutOfMemory if the device has no room for the network at present
     * @throws Failed if the device or the library fails
     */
    Engine open(Model model, Device device, Optional<Precision> precision) throws Unsupported;

    /**
     * Measures what a faster precision needs to know of a model and keeps it beside the weights, as part of the model,
     * so that no first picture waits for it.
     *
     * @param progress hears how far it is, and may stop it
     * @return what was measured, in words; empty where this provider needs to know nothing
     * @throws Unsupported if the network or this processor is not for that precision
     * @throws Failed if it cannot be written
     */
    default Optional<String> calibrate(Model model, Progress progress) throws Unsupported {
        return Optional.empty();
    }

    /** A provider cannot run this model in this way; the message is the reason. */
    final class Unsupported extends Exception {
        public Unsupported(String message) {
            super(message);
        }

        public Unsupported(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
