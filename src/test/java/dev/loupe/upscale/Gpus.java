package dev.loupe.upscale;

import dev.loupe.engine.Availability;
import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.engine.bicubic.BicubicProvider;
import dev.loupe.failure.Failed;
import dev.loupe.model.Model;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The bicubic engine on two devices that call themselves GPUs, with little memory and a way to break; and on the
 * processor.
 */
final class Gpus implements EngineProvider {
    static final Device FIRST = Device.cuda(0);
    static final Device SECOND = Device.cuda(1);
    private static final int WINDOW = 40;
    private static final int HALO = 4;

    /** The largest tile each device has room for, in pixels. */
    final Map<Device, Long> room = new ConcurrentHashMap<>();
    /** Which device enlarged which size, in the order they were done. */
    final Queue<Device> done = new ConcurrentLinkedQueue<>();
    final Queue<Size> tiles = new ConcurrentLinkedQueue<>();
    final List<Engine> opened = new ArrayList<>();
    /** Runs before every tile larger than a self-test's. */
    volatile Runnable before = () -> {};

    @Override
    public String name() {
        return "gpus";
    }

    @Override
    public List<Device> devices() {
        return List.of(FIRST, SECOND, Device.CPU);
    }

    @Override
    public Availability probe(Device device) {
        return new Availability.Ready("test");
    }

    @Override
    public Engine open(Model model, Device device, Optional<Precision> precision) throws Unsupported {
        Engine engine = new Gpu(new BicubicProvider().open(model, Device.CPU, Optional.empty()), device);
        opened.add(engine);
        return engine;
    }

    private final class Gpu implements Engine {
        private final Engine bicubic;
        private final EngineInfo info;
        private volatile boolean closed;

        Gpu(Engine bicubic, Device device) {
            this.bicubic = bicubic;
            EngineInfo own = bicubic.info();
            this.info = new EngineInfo(name(), own.model(), own.scale(), device, own.precision(), own.version());
        }

        @Override
        public EngineInfo info() {
            return info;
        }

        @Override
        public Tiling tiling(Size picture) {
            return Tiling.balanced(picture, new Size(WINDOW, WINDOW), HALO, 1);
        }

        @Override
        public Upscaled upscale(List<Raster> tiles, Progress progress) {
            if (closed) {
                throw new Failed(info.label() + " fell off the bus.");
            }
            Size size = tiles.get(0).size();
            if (size.pixels() > room.getOrDefault(info.device(), Long.MAX_VALUE)) {
                throw new OutOfMemory("no room for " + size + " on " + info.device(), null);
            }
            if (size.width() <= WINDOW) {
                before.run();
                done.add(info.device());
                Gpus.this.tiles.add(size);
            }
            return bicubic.upscale(tiles, progress);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
