package dev.loupe.web;

import dev.loupe.engine.Availability;
import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.model.Model;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine that repeats pixels, in ten steps of progress, and can be held before each of them. */
public final class HeldEngine implements EngineProvider {
    public static final String NAME = "held";
    private static final int STEPS = 10;

    private final Semaphore steps = new Semaphore(0);
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean held;
    private volatile RuntimeException failure;

    /** From now on every step waits to be released. */
    public void hold() {
        steps.drainPermits();
        held = true;
    }

    public void release(int howMany) {
        steps.release(howMany);
    }

    /** Lets one step pass that waits now or comes next; steps that nobody took are not saved up. */
    void tick() {
        steps.drainPermits();
        steps.release();
    }

    public void releaseAll() {
        held = false;
    }

    /** What the next calls throw; null for nothing. */
    public void failWith(RuntimeException thrown) {
        failure = thrown;
    }

    /** How many pictures it has begun. */
    public int begun() {
        return begun.get();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Device> devices() {
        return List.of(Device.CPU);
    }

    @Override
    public Availability probe(Device device) {
        return new Availability.Ready("test");
    }

    @Override
    public Engine open(Model model, Device device, Optional<Precision> precision) {
        EngineInfo info = new EngineInfo(NAME, model.name(), model.scale(), device, Precision.F32, "test");
        return new Engine() {
            @Override
            public EngineInfo info() {
                return info;
            }

            @Override
            public Tiling tiling(Size picture) {
                return new Tiling(picture, 0, 1);
            }

            @Override
            public Upscaled upscale(List<Raster> tiles, Progress progress) {
                begun.incrementAndGet();
                for (int step = 0; step < STEPS; step++) {
                    waitForStep(progress, step / (double) STEPS);
                }
                if (failure != null) {
                    throw failure;
                }
                progress.report(1);
                return new Upscaled(tiles.stream().map(tile -> repeat(tile, info.scale())).toList(),
                        Precision.F32);
            }

            @Override
            public void close() {
                // nothing native
            }
        };
    }

    /** Progress is reported while it waits, so that a cancel is heard. */
    private void waitForStep(Progress progress, double done) {
        progress.report(done);
        try {
            while (held && !steps.tryAcquire(5, TimeUnit.MILLISECONDS)) {
                progress.report(done);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static Raster repeat(Raster tile, int scale) {
        Size size = tile.size().times(scale);
        int channels = tile.layout().channels();
        byte[] samples = new byte[(int) size.pixels() * channels];
        int at = 0;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                for (int channel = 0; channel < channels; channel++) {
                    samples[at++] = (byte) tile.sample(x / scale, y / scale, channel);
                }
            }
        }
        return Raster.of(size, tile.layout(), samples);
    }
}
