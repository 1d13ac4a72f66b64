package dev.loupe.engine.onednn;

import dev.loupe.engine.Availability;
import dev.loupe.engine.Availability.Ready;
import dev.loupe.engine.Availability.Unavailable;
import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.failure.Failed;
import dev.loupe.model.Model;
import dev.loupe.model.graph.GraphFile;
import dev.loupe.model.graph.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Networks of convolutions on the processor, through oneDNN. Safe for several threads; loads its library at the first
 * {@link #probe} or {@link #open}.
 */
public final class OneDnnProvider implements EngineProvider {
    private final Measurements measurements;
    private final Path cache;
    private final long memory;
    private final int threads;
    private Library library;
    private Unavailable refusal;

    /**
     * @param measurements where the speed of bands and precisions is remembered
     * @param cache a folder for what int8 needs to know of a model; made when needed
     * @param memory bytes that engines may take together outside the Java heap ({@code loupe.memory})
     * @param threads that compute, at least 1 ({@code loupe.threads})
     */
    public OneDnnProvider(Measurements measurements, Path cache, long memory, int threads) {
        this.measurements = measurements;
        this.cache = cache;
        this.memory = memory;
        this.threads = threads;
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public List<Device> devices() {
        return List.of(Device.CPU);
    }

    @Override
    public Availability probe(Device device) {
        if (device.kind() != Device.Kind.CPU) {
            return new Unavailable("oneDNN computes on the processor only, not on " + device);
        }
        Optional<Library> loaded = loaded();
        return loaded.isPresent() ? new Ready(describe(loaded.get())) : refusal;
    }

    @Override
    public long budget(Device device) {
        return device.kind() == Device.Kind.CPU ? memory : Long.MAX_VALUE;
    }

    private synchronized Optional<Library> loaded() {
        if (library == null && refusal == null) {
            try {
                Library found = Library.load();
                found.features().require(Precision.F32);
                library = found;
            } catch (Unsupported unsupported) {
                refusal = new Unavailable(unsupported.getMessage());
            } catch (LinkageError | RuntimeException broken) {
                refusal = new Unavailable("oneDNN's native library does not load on " + System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.arch") + " (" + broken + ")", broken);
            }
        }
        return Optional.ofNullable(library);
    }

    private static String describe(Library library) {
        return library.version() + " " + library.features().name();
    }

    @Override
    public Engine open(Model model, Device device, Optional<Precision> precision) throws Unsupported {
        Session session = session(model, device, precision);
        try {
            Precisions chosen = precision.isPresent() ? Precisions.named(precision.get()) : session.choose();
            String version = describe(loaded().orElseThrow()) + ", " + session.program(chosen.usual()).heaviest();
            EngineInfo info = new EngineInfo(name(), model.name(), model.scale(), device, chosen.usual(), version);
            return new OneDnnEngine(info, session, chosen);
        } catch (NotOffered refused) {
            session.close();
            throw new Unsupported(refused.getMessage(), refused);
        } catch (RuntimeException | Error failed) {
            session.close();
            throw failed;
        }
    }

    @Override
    public Optional<String> calibrate(Model model, Progress progress) throws Unsupported {
        Path file = calibrations(model).beside();
        try (Session session = session(model, Device.CPU, Optional.of(Precision.INT8))) {
            Calibration calibration = session.measureCalibration(progress);
            Calibrations.write(file, model.sha256(), calibration);
            return Optional.of(calibration.toString());
        } catch (NotOffered | Engine.OutOfMemory refused) {
            throw new Unsupported(refused.getMessage(), refused);
        } catch (IOException unwritable) {
            throw new Failed("What int8 needs to know of " + model.name() + " could not be written to " + file + ": "
                    + unwritable, unwritable);
        }
    }

    private Session session(Model model, Device device, Optional<Precision> precision) throws Unsupported {
        if (probe(device) instanceof Unavailable unavailable) {
            throw new Unsupported(unavailable.reason(), unavailable.cause());
        }
        Library found = loaded().orElseThrow();
        if (precision.isPresent()) {
            found.features().require(precision.get());
        }
        Network network = GraphFile.read(model.file()).network();
        Chain chain = Compiler.compile(network, model.input());
        if (chain.scale() != model.scale()) {
            throw new Unsupported("the network enlarges " + chain.scale() + " times and the model says "
                    + model.scale());
        }
        return new Session(found, new Session.Terms(model.sha256(), memory, threads, measurements), chain,
                calibrations(model));
    }

    private Calibrations calibrations(Model model) {
        return new Calibrations(model.file(), model.sha256(), cache);
    }
}
