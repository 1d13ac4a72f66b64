package dev.loupe.engine;

import static dev.loupe.engine.TestRasters.difference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Failed;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Region;
import dev.loupe.raster.Size;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine does with every kind of network. A subclass says which. */
public abstract class EngineContract extends EngineUnderTest {
    private static final Size SMALL = new Size(31, 13);

    @Test
    void saysWhatRuns() {
        EngineInfo info = engine.info();
        assertThat(info.provider()).isEqualTo(provider().name());
        assertThat(info.model()).isEqualTo(model.name());
        assertThat(info.scale()).isEqualTo(model.scale());
        assertThat(info.device()).isEqualTo(device());
        assertThat(info.version()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,13", "13,1", "31,13", "64,64"})
    void enlargesEverySizeExactly(int width, int height) {
        for (Layout layout : List.of(Layout.BGR, Layout.GRAY)) {
            for (Depth depth : Depth.values()) {
                Raster result = upscale(TestRasters.noise(new Size(width, height), layout, depth));
                assertThat(result.size()).isEqualTo(new Size(width, height).times(model.scale()));
                assertThat(result.layout()).isEqualTo(layout);
                assertThat(result.depth()).isEqualTo(depth);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 37, 128, 255})
    void keepsAFlatPictureFlat(int value) {
        assumeTrue(isTrained(), "skipped: random weights keep nothing flat");
        Size size = new Size(48, 40);
        for (Layout layout : List.of(Layout.BGR, Layout.GRAY)) {
            Raster result = middle(upscale(TestRasters.flat(size, layout, Depth.U8, value)));
            assertThat(difference(result, TestRasters.flat(result.size(), layout, Depth.U8, value)))
                    .as("%s of %d", layout, value).isLessThanOrEqualTo(flatness());
        }
    }

    @Test
    void agreesWithTheReferencePath() {
        assumeTrue(golden() != null, "skipped: no stored result of this network");
        Raster expected = Goldens.read(golden());
        Raster picture = Goldens.picture();
        if (expected.depth() == Depth.U16) {
            assertThat(difference(upscale(TestRasters.deepened(picture)), expected)).isLessThanOrEqualTo(finesse());
            expected = TestRasters.flattened(expected);
        }
        assertThat(difference(upscale(picture), expected)).isLessThanOrEqualTo(1);
    }

    /** Without the border, where networks see the zeros that they pad with. */
    private static Raster middle(Raster raster) {
        Size size = raster.size();
        return raster.cut(new Region(
                size.width() / 4, size.height() / 4, size.width() / 2, size.height() / 2));
    }

    @ParameterizedTest
    @EnumSource(names = {"BGR", "GRAY"})
    void computesSixteenBitsLikeEightAndFiner(Layout layout) {
        Raster eight = TestRasters.noise(SMALL, layout, Depth.U8);
        Raster coarse = TestRasters.deepened(upscale(eight));
        Raster fine = upscale(TestRasters.deepened(eight));
        assertThat(difference(coarse, fine)).isBetween(1, roundingOfEightBits());
    }

    @Test
    void keepsTheLevelsOfASixteenBitRamp() {
        Raster ramp = TestRasters.of(new Size(128, 128), Layout.GRAY, Depth.U16, at -> 4 * at);
        Raster result = upscale(ramp);
        long levels = IntStream.range(0, (int) result.size().pixels())
                .map(at -> result.sample(at % result.size().width(), at / result.size().width(), 0))
                .distinct().count();
        assertThat(levels).isGreaterThan(10_000);
    }

    @Test
    void enlargesABatchLikeItsPictures() {
        List<Raster> three = List.of(
                TestRasters.noise(SMALL, Layout.BGR, Depth.U8),
                TestRasters.flat(SMALL, Layout.BGR, Depth.U8, 90),
                TestRasters.of(SMALL, Layout.BGR, Depth.U8, at -> at * 5));
        List<Raster> results = engine.upscale(three, Progress.NONE).rasters();
        assertThat(results).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(difference(results.get(i), upscale(three.get(i)))).as("picture %d", i).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 48})
    void enlargesTilesLikeTheWhole(int core) {
        Raster picture = TestRasters.noise(new Size(300, 200), Layout.BGR, Depth.U8);
        assertThat(tiledAgainstWhole(engine, picture, core, engine.tiling(picture.size()).halo()))
                .isLessThanOrEqualTo(1);
    }

    /** Otherwise the tests of tiles would pass with any halo. */
    @Test
    void needsTheWholeHalo(@TempDir Path folder) throws Exception {
        Raster picture = TestRasters.noise(new Size(90, 70), Layout.BGR, Depth.U8);
        try (Engine farSighted = provider().open(farSighted(folder), device(), Optional.empty())) {
            int halo = farSighted.tiling(picture.size()).halo();
            assertThat(tiledAgainstWhole(farSighted, picture, 24, halo)).isLessThanOrEqualTo(1);
            assertThat(tiledAgainstWhole(farSighted, picture, 24, halo - 1)).isGreaterThan(1);
        }
    }

    /** The largest difference in the cores of the tiles looked at. */
    private int tiledAgainstWhole(Engine engine, Raster picture, int core, int halo) {
        int scale = engine.info().scale();
        Raster whole = upscale(engine, picture);
        int side = core + 2 * halo;
        List<Tile> tiles = TileGrid.of(picture.size(), new Tiling(new Size(side, side), halo, 1));
        int largest = 0;
        for (int i = 0; i < tiles.size(); i += everyTile()) {
            Tile tile = tiles.get(i);
            Raster result = upscale(engine, picture.cut(tile.window()));
            Raster kept = result.cut(tile.core().relativeTo(tile.window()).times(scale));
            largest = Math.max(largest, difference(kept, whole.cut(tile.core().times(scale))));
        }
        return largest;
    }

    @Test
    void wantsWindowsThatCoverThePicture() {
        for (Size size : List.of(new Size(1, 1), new Size(1, 5000), new Size(4000, 3000), new Size(30_000, 20_000))) {
            Tiling tiling = engine.tiling(size);
            assertThat(tiling.window().width()).isBetween(1, size.width());
            assertThat(tiling.window().height()).isBetween(1, size.height());
            assertThat(TileGrid.of(size, tiling).stream().mapToLong(tile -> tile.core().size().pixels()).sum())
                    .isEqualTo(size.pixels());
        }
    }

    @Test
    void keepsNoMoreMemoryThanItSaidAPictureNeeds() throws Exception {
        Size size = new Size(90, 70);
        try (Engine fresh = newEngine()) {
            for (Raster picture : List.of(TestRasters.flat(size, Layout.BGR, Depth.U8, 90),
                    TestRasters.noise(size, Layout.BGR, Depth.U8), TestRasters.noise(size, Layout.GRAY, Depth.U16))) {
                long needed = fresh.needed(size);
                upscale(fresh, picture);
                assertThat(fresh.kept()).isBetween(0L, needed);
                assertThat(fresh.needed(new Size(2000, 2000))).isGreaterThanOrEqualTo(fresh.needed(size));
            }
        }
    }

    @Test
    void reportsProgressFromStartToEnd() {
        List<Double> heard = new ArrayList<>();
        engine.upscale(List.of(
                TestRasters.flat(SMALL, Layout.BGR, Depth.U8, 10),
                TestRasters.flat(SMALL, Layout.BGR, Depth.U8, 20)), heard::add);
        assertThat(heard).isSorted().startsWith(0.0).endsWith(1.0);
    }

    @Test
    void stopsWhenCancelledAndStaysUsable() {
        Raster picture = TestRasters.noise(SMALL, Layout.BGR, Depth.U8);
        Raster before = upscale(picture);
        assertThatThrownBy(() -> engine.upscale(List.of(picture), done -> {
            throw new Cancelled("no longer wanted");
        })).isInstanceOf(Cancelled.class);
        assertThat(difference(upscale(picture), before)).isZero();
    }

    @Test
    void closesTwiceAndSaysSoWhenUsedAfterwards() throws Exception {
        Engine other = newEngine();
        other.close();
        other.close();
        assertThatThrownBy(() -> other.upscale(List.of(TestRasters.flat(SMALL, Layout.BGR, Depth.U8, 0)),
                Progress.NONE))
                .isInstanceOf(Failed.class).hasMessageContaining(other.info().label()).hasMessageContaining("closed");
        assertThat(upscale(TestRasters.flat(SMALL, Layout.BGR, Depth.U8, 0)).size())
                .isEqualTo(SMALL.times(model.scale()));
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThatThrownBy(() -> provider().open(model, device(), Optional.of(unsupported())))
                .isInstanceOf(EngineProvider.Unsupported.class).hasMessageContaining(unsupported().toString());
    }
}
