package dev.loupe.engine.bicubic;

import dev.loupe.engine.Availability;
import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Precision;
import dev.loupe.model.Model;
import java.util.List;
import java.util.Optional;

/** Bicubic interpolation in Java: needs no weights, only a model's scale. Never chosen automatically. */
public final class BicubicProvider implements EngineProvider {
    private static final String VERSION = "Java " + Runtime.version().feature();

    @Override
    public String name() {
        return "bicubic";
    }

    @Override
    public List<Device> devices() {
        return List.of(Device.CPU);
    }

    @Override
    public Availability probe(Device device) {
        return device.equals(Device.CPU)
                ? new Availability.Ready(VERSION)
                : new Availability.Unavailable("bicubic runs on the processor only");
    }

    @Override
    public Engine open(Model model, Device device, Optional<Precision> precision) throws Unsupported {
        if (!device.equals(Device.CPU)) {
            throw new Unsupported("bicubic runs on the processor only");
        }
        if (precision.isPresent() && precision.get() != Precision.F32) {
            throw new Unsupported("bicubic computes in f32, not in " + precision.get());
        }
        return new BicubicEngine(
                new EngineInfo(name(), model.name(), model.scale(), device, Precision.F32, VERSION));
    }
}
