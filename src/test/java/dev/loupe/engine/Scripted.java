package dev.loupe.engine;

import dev.loupe.engine.bicubic.BicubicProvider;
import dev.loupe.model.Model;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** The bicubic engine on the processor under another name, with a memory, and with tests between its steps. */
final class Scripted implements EngineProvider {
    /** Models in the order they were opened and closed. */
    final Queue<String> opened = new ConcurrentLinkedQueue<>();
    final Queue<String> closed = new ConcurrentLinkedQueue<>();
    /** Runs before a model is opened, and may throw. */
    volatile Consumer<Model> opening = model -> {};
    volatile Availability availability = new Availability.Ready("test");
    volatile long budget = Long.MAX_VALUE;
    volatile long kept;
    /** Bytes for each pixel of a picture. */
    volatile long perPixel;
    private final String name;

    Scripted(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Device> devices() {
        return List.of(Device.CPU);
    }

    @Override
    public Availability probe(Device device) {
        return availability;
    }

    @Override
    public long budget(Device device) {
        return budget;
    }

    @Override
    public Engine open(Model model, Device device, Optional<Precision> precision) throws Unsupported {
        opening.accept(model);
        Engine engine = new ScriptedEngine(model, new BicubicProvider().open(model, device, Optional.empty()),
                precision.orElse(Precision.F32));
        opened.add(model.name());
        return engine;
    }

    private final class ScriptedEngine implements Engine {
        private final Engine bicubic;
        private final EngineInfo info;

        ScriptedEngine(Model model, Engine bicubic, Precision precision) {
            this.bicubic = bicubic;
            this.info = new EngineInfo(name, model.name(), model.scale(), Device.CPU, precision, "test");
        }

        @Override
        public EngineInfo info() {
            return info;
        }

        @Override
        public Tiling tiling(Size picture) {
            return bicubic.tiling(picture);
        }

        @Override
        public long kept() {
            return kept;
        }

        @Override
        public long needed(Size picture) {
            return picture.pixels() * perPixel;
        }

        @Override
        public Upscaled upscale(List<Raster> tiles, Progress progress) {
            return bicubic.upscale(tiles, progress);
        }

        @Override
        public void close() {
            closed.add(info.model());
            bicubic.close();
        }
    }
}
