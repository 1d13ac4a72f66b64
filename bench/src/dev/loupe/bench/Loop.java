package dev.loupe.bench;

import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.raster.AreaAverage;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import dev.loupe.upscale.TileLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What happens to a picture around the network; the results have 2.36 megapixels (1536x1536). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class Loop {
    private static final int SCALE = 3;

    private final Raster picture = Pictures.photograph(512, 512);
    private final Raster large = Pictures.photograph(1024, 1024);
    private final TileLoop loop = new TileLoop(
            new Instant(new Tiling(new Size(192, 192), 35, 1)), TileLoop.Neighbours.NONE, note -> {});

    /** Nine windows of 192x192 with a halo of 35, as a small CUDA device would take them. */
    @Benchmark
    public Raster cutAndPlace() {
        return loop.enlarge(picture, Progress.NONE).raster();
    }

    /** 1024x1024 to the 512x512 that make 1536x1536. */
    @Benchmark
    public Raster prescale() {
        return AreaAverage.shrink(large, picture.size());
    }

    /** An engine that takes no time: its results are there already. */
    private static final class Instant implements Engine {
        private final Tiling tiling;
        private final Map<Size, Raster> results = new HashMap<>();

        Instant(Tiling tiling) {
            this.tiling = tiling;
        }

        @Override
        public EngineInfo info() {
            return new EngineInfo("instant", "none", SCALE, Device.CPU, Precision.F32, "");
        }

        @Override
        public Tiling tiling(Size picture) {
            return tiling;
        }

        @Override
        public Upscaled upscale(List<Raster> tiles, Progress progress) {
            List<Raster> photographs = tiles.stream().map(tile -> results.computeIfAbsent(tile.size(),
                    size -> Pictures.photograph(size.width() * SCALE, size.height() * SCALE))).toList();
            return new Upscaled(photographs, Precision.F32);
        }

        @Override
        public void close() {}
    }
}
