package dev.loupe.upscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.codec.Bytes;
import dev.loupe.codec.Codec;
import dev.loupe.codec.ImageFormat;
import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineChoice;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EnginePool;
import dev.loupe.engine.Engines;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.Progress;
import dev.loupe.engine.TestRasters;
import dev.loupe.failure.Failed;
import dev.loupe.model.Model;
import dev.loupe.model.ModelCatalog;
import dev.loupe.plan.Limits;
import dev.loupe.plan.Oversize;
import dev.loupe.plan.Planner;
import dev.loupe.plan.Target;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures on two devices: shared between them, with too little memory, and with one of them lost. */
class SeveralGpusTest {
    private static final Raster LARGE = TestRasters.noise(new Size(300, 200), Layout.BGR, Depth.U8);
    private static final Raster SMALL = TestRasters.noise(new Size(30, 20), Layout.BGR, Depth.U8);
    private static final long NOTHING = 0;

    private final Gpus gpus = new Gpus();
    private final Codec codec = new Codec(Limits.DEFAULT, 0xffffff);
    private final ModelCatalog models = ModelCatalog.load(Path.of("models"));
    private final Options options = new Options(new Target.Scale(3), "edsr-light", EngineChoice.parse("gpus:cuda"),
            Optional.empty(), Oversize.TILE, 512, Optional.empty(), 95, false);
    private Engines engines;
    private Pipeline pipeline;

    @BeforeEach
    void open(@TempDir Path folder) {
        engines = new Engines(List.of(gpus), new Measurements(folder.resolve("measurements.properties")));
        pipeline = new Pipeline(new Decode(codec), new Prescale(new Planner(Limits.DEFAULT), models),
                new Upscale(engines, models), new Encode(codec));
    }

    @AfterEach
    void close() {
        engines.close();
    }

    private Result enlarge(Raster picture) {
        byte[] png = codec.encode(picture, ImageFormat.PNG, 95).bytes();
        return pipeline.apply(new Request("picture.png", new Bytes.InMemory(png), options, Progress.NONE));
    }

    /** What one device alone makes of it. */
    private Raster expected(Raster picture) {
        gpus.before = () -> {};
        EnginePool alone = engines.pool(model(), EngineChoice.parse("gpus:cuda:0"), Optional.empty());
        return alone.lend(engine -> new TileLoop(engine, TileLoop.Neighbours.NONE, note -> {})
                .enlarge(picture, Progress.NONE).raster());
    }

    private Model model() {
        return models.find("edsr-light-x3", OptionalInt.empty());
    }

    private EnginePool pool() {
        return engines.pool(model(), options.engine(), options.precision());
    }

    private void assertRight(Result result, Raster picture) {
        Raster made = codec.decode(result.picture().bytes(), "made.png").raster();
        assertThat(TestRasters.difference(made, expected(picture))).isZero();
    }

    /** Both devices are at work at the same moment, or this waits until it fails. */
    private void together() {
        CyclicBarrier both = new CyclicBarrier(2);
        AtomicInteger first = new AtomicInteger();
        gpus.before = () -> {
            if (first.getAndIncrement() < 2) {
                try {
                    both.await(60, TimeUnit.SECONDS);
                } catch (Exception alone) {
                    throw new AssertionError("only one device was at work", alone);
                }
            }
        };
    }

    @Test
    void shareTheTilesOfALargePicture() {
        together();
        Result result = enlarge(LARGE);
        assertThat(new HashSet<>(gpus.done)).containsExactlyInAnyOrder(Gpus.FIRST, Gpus.SECOND);
        assertThat(result.report().notes()).isEmpty();
        assertRight(result, LARGE);
    }

    @Test
    void shareThePicturesOfAQueue() throws Exception {
        together();
        for (Result result : inParallel(2, 6)) {
            assertRight(result, SMALL);
        }
        assertThat(new HashSet<>(gpus.done)).contains(Gpus.FIRST, Gpus.SECOND);
    }

    private List<Result> inParallel(int threads, int pictures) throws Exception {
        ExecutorService queue = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Result>> running = new ArrayList<>();
            for (int i = 0; i < pictures; i++) {
                running.add(queue.submit(() -> enlarge(SMALL)));
            }
            List<Result> results = new ArrayList<>();
            for (Future<Result> each : running) {
                results.add(each.get(120, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            queue.shutdown();
        }
    }

    @Test
    void goOnWithTheOtherWhenOneIsLostUnderLoad() throws Exception {
        pool();
        AtomicInteger tile = new AtomicInteger();
        gpus.before = () -> {
            if (tile.incrementAndGet() == 5) {
                gpus.opened.get(1).close();
            }
        };
        for (Result result : inParallel(4, 12)) {
            assertRight(result, SMALL);
        }
        assertRight(enlarge(LARGE), LARGE);
        assertThat(pool().infos()).extracting(EngineInfo::device).containsExactly(Gpus.FIRST);
        assertThat(pool().lost()).hasSize(1);
        assertThat(pool().lost().get(0).info().device()).isEqualTo(Gpus.SECOND);
        assertThat(pool().lost().get(0).reason()).contains("fell off the bus");
    }

    @Test
    void areOpenedAnewWhenAllAreLost() {
        pool();
        gpus.opened.forEach(Engine::close);
        assertThatThrownBy(() -> enlarge(SMALL)).isInstanceOf(Failed.class).hasMessageContaining("fell off the bus");
        assertRight(enlarge(SMALL), SMALL);
        assertThat(pool().infos()).hasSize(2);
    }

    @Test
    void takeSmallerTilesThenTheOtherThenTheProcessorWhereMemoryIsShort() {
        gpus.room.put(Gpus.FIRST, 800L);
        gpus.room.put(Gpus.SECOND, 800L);
        Result smaller = enlarge(LARGE);
        assertThat(smaller.report().notes()).anyMatch(note -> note.contains("no room on cuda:0 for tiles of 38x40"));
        assertThat(smaller.report().engine().device()).isEqualTo(Gpus.FIRST);

        gpus.room.put(Gpus.SECOND, NOTHING); // whose turn it is
        Result other = enlarge(LARGE);
        assertThat(other.report().engine().device()).isEqualTo(Gpus.FIRST);
        assertThat(other.report().notes())
                .anyMatch(note -> note.contains("cuda:1 could not do it, went on with gpus:cuda:0"));

        gpus.room.put(Gpus.FIRST, NOTHING);
        Result processor = enlarge(LARGE);
        assertThat(processor.report().engine().device()).isEqualTo(Device.CPU);
        assertThat(processor.report().notes()).anyMatch(note -> note.contains("went on with gpus:cpu"));

        gpus.room.clear();
        gpus.tiles.clear();
        Result again = enlarge(LARGE);
        assertThat(again.report().notes()).isEmpty();
        assertThat(gpus.tiles).allMatch(tile -> tile.width() > 30);
        assertThat(pool().lost()).isEmpty();
        for (Result result : List.of(smaller, other, processor, again)) {
            assertRight(result, LARGE);
        }
    }
}
