package dev.loupe.engine.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Engine;
import dev.loupe.engine.FarSight;
import dev.loupe.engine.TileGrid;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.opencv.Shapes.Speed;
import dev.loupe.raster.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {
    private static final int HALO = 35;
    private static final long ROOM = 8L * 1024 * 1024;

    /** A millisecond a call and a nanosecond a pixel, two where a call is larger than the cache. */
    private static double gpu(int side, int batch) {
        long pixels = (long) side * side * batch;
        return 1e6 + pixels * (pixels > 1_200_000 ? 2 : 1);
    }

    @Test
    void takesTheShapeThatIsFastestForThePicture() {
        Shapes shapes = Shapes.measure(HALO, ROOM, 8, ShapesTest::gpu);
        assertThat(shapes.speeds()).hasSize(20);
        assertThat(shapes.best(new Size(954, 954), HALO).window()).isEqualTo(new Size(954, 954));
        // 3 by 3 windows of 1024 where 512 would need 7 by 7: 9.4 against 12.8 million pixels at the same rate
        assertThat(shapes.best(new Size(2932, 2932), HALO).window()).isEqualTo(new Size(1024, 1024));
        assertThat(shapes.best(new Size(500, 400), HALO)).isEqualTo(new Tiling(new Size(500, 400), HALO, 1));
    }

    @Test
    void staysWithinMemoryAndBatch() {
        Shapes shapes = Shapes.measure(HALO, 2L * 512 * 512, 4, ShapesTest::gpu);
        assertThat(shapes.speeds())
                .allMatch(speed -> (long) speed.side() * speed.side() * speed.batch() <= 2L * 512 * 512)
                .allMatch(speed -> speed.batch() <= 4)
                .extracting(Speed::side).contains(256, 384, 512).doesNotContain(768, 1024);
    }

    @Test
    void goesOnWithWhatFitsWhereMemoryRunsOutAllTheSame() {
        Shapes shapes = Shapes.measure(HALO, ROOM, 8, (side, batch) -> {
            if ((long) side * side * batch > 300_000) {
                throw new Engine.OutOfMemory("full", null);
            }
            return gpu(side, batch);
        });
        assertThat(shapes.speeds()).extracting(Speed::side).containsOnly(256, 384, 512);
        Shapes none = Shapes.measure(HALO, ROOM, 8, (side, batch) -> {
            throw new Engine.OutOfMemory("full", null);
        });
        assertThat(none).isEqualTo(Shapes.planned(HALO, ROOM, 8));
    }

    @Test
    void stopsMeasuringWhereItTakesTooLong() {
        List<Double> spent = new ArrayList<>();
        Shapes.measure(HALO, ROOM, 8, (side, batch) -> {
            spent.add(side * (double) side * batch * 5_000);
            return spent.get(spent.size() - 1);
        });
        assertThat(spent.stream().mapToDouble(Double::doubleValue).sum()).isLessThan(20e9);
    }

    @Test
    void spreadsTilesEvenlyOverCalls() {
        Shapes three = new Shapes(List.of(new Speed(300, 8, 1)));
        Tiling tiling = three.best(new Size(800, 600), HALO);
        int tiles = TileGrid.of(new Size(800, 600), tiling).size();
        assertThat(tiles).isEqualTo(12);
        assertThat(tiling.batch()).isEqualTo(6);
    }

    /** On the processor, with the code that measures a GPU. */
    @Test
    void measuresARealNetwork(@TempDir Path folder) {
        try (Session session = new Session(FarSight.in(folder), Target.CPU, NetOwner.CALLER)) {
            Shapes shapes = Shapes.measure(HALO, 2L * 256 * 256, 2, session::nanos);
            assertThat(shapes.speeds()).extracting(Speed::side).containsOnly(256);
            assertThat(shapes.speeds()).extracting(Speed::nanos).allMatch(nanos -> nanos > 0);
            assertThat(Shapes.parse(shapes.toString())).isPresent();
            Cutting cutting = new Cutting(HALO, 2L * 256 * 256, Optional.of(shapes), 2);
            assertThat(cutting.of(new Size(900, 700)).window()).isEqualTo(new Size(256, 256));
            assertThat(cutting.room(new Size(256, 256))).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "512x8", "0x8=1.0", "512x0=1.0", "512x8=-1.0", "512x8=1.0;512x4=1.0"})
    void areMeasuredAnewWhereTheNoteIsBroken(String note) {
        assertThat(Shapes.parse(note)).isEmpty();
    }
}
