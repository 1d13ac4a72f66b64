package dev.loupe.engine.opencv;

import dev.loupe.engine.Availability;
import dev.loupe.engine.Availability.Ready;
import dev.loupe.engine.Availability.Unavailable;
import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.Precision;
import dev.loupe.failure.Failed;
import dev.loupe.model.Model;
import dev.loupe.natives.OpenCvNatives;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bytedeco.opencv.global.opencv_core;

/** Networks through OpenCV's dnn module: {@code .onnx} files and the TensorFlow files of {@code dnn_superres}. */
public final class OpenCvProvider implements EngineProvider {
    /** More tiles in one call fill no device better. */
    private static final int LARGEST_BATCH = 8;

    private static final Size WARM_UP = new Size(64, 64);

    private final Settings settings;
    private final Measurements measurements;
    private final Map<Device, Availability> known = new ConcurrentHashMap<>();
    private final Map<Device, NetOwner> owners = new ConcurrentHashMap<>();

    /**
     * What engines may take.
     *
     * @param memory bytes of main memory for the engines on the processor together, weights included
     * @param threads processor cores that OpenCV uses, in the whole process
     * @param gpuShare share of a CUDA device's memory for the engines on it together, more than 0 and at most 1
     */
    public record Settings(long memory, int threads, double gpuShare) {}

    /** {@code measurements}: where the speed of tiles on a GPU is remembered. */
    public OpenCvProvider(Settings settings, Measurements measurements) {
        this.settings = settings;
        this.measurements = measurements;
    }

    @Override
    public String name() {
        return "opencv";
    }

    /** The CUDA devices that are there, or the first one so that its absence has a reason; then the processor. */
    @Override
    public List<Device> devices() {
        List<Device> devices = new ArrayList<>();
        int count = probe(Device.cuda(0)) instanceof Ready ? CudaDevice.count() : 1;
        for (int i = 0; i < count; i++) {
            devices.add(Device.cuda(i));
        }
        devices.add(Device.CPU);
        return devices;
    }

    @Override
    public Availability probe(Device device) {
        return known.computeIfAbsent(device, this::look);
    }

    private Availability look(Device device) {
        try {
            OpenCvNatives natives = OpenCvNatives.load();
            opencv_core.setNumThreads(settings.threads());
            if (device.kind() == Device.Kind.CPU) {
                return new Ready(natives.version());
            }
            return natives.gpu()
                    ? lookAtCuda(natives, device)
                    : new Unavailable("OpenCV runs on " + natives.reason() + "; docs/gpu.md lists what to install");
        } catch (RuntimeException | LinkageError broken) {
            return new Unavailable(OpenCvErrors.summary(String.valueOf(broken.getMessage())), broken);
        }
    }

    private static Availability lookAtCuda(OpenCvNatives natives, Device device) {
        int count = CudaDevice.count();
        if (device.index() >= count) {
            return new Unavailable("there is no device " + device + "; CUDA sees " + count);
        }
        CudaDevice gpu = CudaDevice.of(device.index());
        if (!gpu.compatible()) {
            return new Unavailable(gpu + ": OpenCV's natives need compute capability 7.5 or higher");
        }
        return new Ready(natives.version() + ", " + gpu);
    }

    @Override
    public Optional<Memory> memory(Device device) {
        return device.kind() == Device.Kind.CUDA && probe(device) instanceof Ready
                ? Optional.of(CudaDevice.memory(device.index()))
                : Optional.empty();
    }

    @Override
    public long budget(Device device) {
        if (device.kind() == Device.Kind.CPU) {
            return settings.memory();
        }
        return memory(device).map(memory -> (long) (memory.total() * settings.gpuShare())).orElse(Long.MAX_VALUE);
    }

    @Override
    public Engine open(Model model, Device device, Optional<Precision> precision) throws Unsupported {
        Target target = Target.of(device, precision);
        if (!(probe(device) instanceof Ready ready)) {
            throw new Unsupported(((Unavailable) probe(device)).reason());
        }
        Session session = session(model, target, device);
        try {
            String version = ready.version() + (target.isCuda() ? onGpu(session, target) : "");
            EngineInfo info = new EngineInfo(name(), model.name(), model.scale(), device, target.precision, version);
            return new OpenCvEngine(info, session, cutting(model, session, target, device));
        } catch (RuntimeException | Unsupported refused) {
            session.close();
            throw refused;
        }
    }

    private Session session(Model model, Target target, Device device) throws Unsupported {
        NetOwner owner = target.isCuda()
                ? owners.computeIfAbsent(device, each -> NetOwner.cuda(each.index()))
                : NetOwner.CALLER;
        try {
            return new Session(model, target, owner);
        } catch (Failed unreadable) {
            throw new Unsupported(unreadable.getMessage(), unreadable);
        }
    }

    /** Computes once, and says what OpenCV computed elsewhere; refuses where that is what matters. */
    private static String onGpu(Session session, Target target) throws Unsupported {
        session.enlarge(List.of(Raster.of(WARM_UP, Layout.BGR, new byte[(int) WARM_UP.pixels() * 3])), 1);
        List<Session.Stray> strays = session.strays(target);
        if (strays.stream().anyMatch(Session.Stray::matters)) {
            throw new Unsupported("OpenCV does not compute this network on " + target + ": it moved "
                    + strays.size() + " layers elsewhere, such as " + strays.get(0).name());
        }
        return strays.isEmpty() ? "" : ", except for "
                + strays.stream().map(Session.Stray::type).distinct().collect(Collectors.joining(", "));
    }

    private Cutting cutting(Model model, Session session, Target target, Device device) {
        int batch = session.takesBatches() ? LARGEST_BATCH : 1;
        if (!target.isCuda()) {
            long pixels = session.memory().pixelsIn(settings.memory(), target.bytesPerNumber());
            return new Cutting(model.receptiveRadius(), pixels, Optional.empty(), batch);
        }
        CudaDevice gpu = CudaDevice.of(device.index());
        long pixels = session.memory().pixelsIn((long) (gpu.bytes() * settings.gpuShare()), target.bytesPerNumber());
        String question = "opencv shapes in " + target + " on " + gpu + " of " + pixels + " pixels, " + model.sha256();
        Shapes shapes = measurements.recall(question).flatMap(Shapes::parse).orElseGet(() -> {
            Shapes measured = Shapes.measure(model.receptiveRadius(), pixels, batch, session::nanos);
            measurements.remember(question, measured.toString());
            return measured;
        });
        return new Cutting(model.receptiveRadius(), pixels, Optional.of(shapes), batch);
    }
}
