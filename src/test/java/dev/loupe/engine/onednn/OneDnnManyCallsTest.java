package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.Networks;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.TestRasters;
import dev.loupe.model.Shared;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine with a network that has little to do: many sizes, many threads, many calls. */
class OneDnnManyCallsTest {
    /** What the Java heap may grow by meanwhile. */
    private static final long JAVAS_OWN = 100L << 20;

    @TempDir
    Path folder;

    private Engine open() throws Exception {
        return new OneDnnProvider(new Measurements(folder.resolve("measurements.properties")), folder.resolve("cache"),
                1L << 30, 2).open(Networks.edsr(Shared.file("data/models/edsr-structure-b4f16_x3.pb"), 3), Device.CPU,
                Optional.of(Precision.F32));
    }

    private static Raster noise(int width, int height) {
        return TestRasters.noise(new Size(width, height), Layout.BGR, Depth.U8);
    }

    @Test
    void enlargesAnySize() throws Exception {
        Random random = new Random(4);
        try (Engine engine = open()) {
            for (int i = 0; i < 60; i++) {
                Size size = new Size(1 + random.nextInt(300), 1 + random.nextInt(300));
                Raster picture = TestRasters.noise(size, i % 3 == 0 ? Layout.GRAY : Layout.BGR, i % 4 == 0 ? Depth.U16
                        : Depth.U8);
                assertThat(engine.upscale(List.of(picture), Progress.NONE).raster().size()).isEqualTo(size.times(3));
            }
        }
    }

    @Test
    void servesTenThreadsThroughALock() throws Exception {
        Raster picture = noise(33, 21);
        ExecutorService callers = Executors.newFixedThreadPool(10);
        try (Engine engine = open()) {
            Raster expected = engine.upscale(List.of(picture), Progress.NONE).raster();
            List<Future<Integer>> differences = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                differences.add(callers.submit(() -> {
                    synchronized (engine) {
                        return TestRasters.difference(engine.upscale(List.of(picture), Progress.NONE).raster(), expected);
                    }
                }));
            }
            for (Future<Integer> difference : differences) {
                assertThat(difference.get()).isZero();
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void leaksNothingIn500Calls() throws Exception {
        try (Engine engine = open()) {
            call(engine, 100);
            long before = Pointer.physicalBytes();
            call(engine, 500);
            assertThat(Pointer.physicalBytes() - before).isLessThan(JAVAS_OWN);
        }
    }

    /** Four widths in turn, so that several megabytes are given back and taken each time. */
    private static void call(Engine engine, int times) {
        for (int i = 0; i < times; i++) {
            engine.upscale(List.of(noise(300 + 8 * (i % 4), 3)), Progress.NONE);
        }
    }

    @Test
    void leaksNothingWhenOpenedAndClosed() throws Exception {
        openAndClose(10);
        long before = Pointer.physicalBytes();
        openAndClose(30);
        assertThat(Pointer.physicalBytes() - before).isLessThan(JAVAS_OWN);
    }

    private void openAndClose(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (Engine engine = open()) {
                engine.upscale(List.of(noise(600, 3)), Progress.NONE);
            }
        }
    }
}
