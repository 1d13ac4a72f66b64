package dev.loupe.upscale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Orientation;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnsembleTest {
    private static final Size SIZE = new Size(7, 5);

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void a_turned_picture_gives_the_turned_result_whatever_side_the_network_leans_to(Orientation orientation) {
        Ensemble ensemble = new Ensemble(new Repeating(1));
        Raster picture = noise(Layout.BGR, Depth.U8);
        Raster turnedBefore = enlarge(ensemble, orientation.upright(picture));
        Raster turnedAfter = orientation.upright(enlarge(ensemble, picture));
        assertThat(samples(turnedBefore)).isEqualTo(samples(turnedAfter));
        assertThat(samples(enlarge(new Repeating(1), picture))).isNotEqualTo(samples(enlarge(ensemble, picture)));
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void a_network_that_does_not_lean_gives_what_it_gives_alone(Depth depth) {
        Raster picture = noise(Layout.GRAY, depth);
        Raster alone = enlarge(new Repeating(0), picture);
        Raster mean = enlarge(new Ensemble(new Repeating(0)), picture);
        assertThat(mean.toString()).isEqualTo(alone.toString());
        assertThat(samples(mean)).isEqualTo(samples(alone));
    }

    @Test
    void tiles_are_handed_over_in_their_own_depth_so_that_the_engine_computes_them_as_usual() {
        Raster eight = noise(Layout.BGR, Depth.U8);
        Raster sixteen = noise(Layout.BGR, Depth.U16);
        Ensemble ensemble = new Ensemble(new Repeating(0));
        assertThat(ensemble.upscale(List.of(eight), Progress.NONE).precisions()).containsExactly(Precision.INT8);
        assertThat(ensemble.upscale(List.of(sixteen), Progress.NONE).precisions()).containsExactly(Precision.F32);
        assertThat(ensemble.upscale(List.of(eight, sixteen), Progress.NONE).precision())
                .as("the least exact").isEqualTo(Precision.INT8);
    }

    @Test
    void windows_fit_lying_as_well_as_standing() {
        Tiling tiling = new Ensemble(new Repeating(0)).tiling(new Size(1000, 4000));
        assertThat(tiling.window()).isEqualTo(new Size(300, 600));
        assertThat(tiling.batch()).isEqualTo(1);
    }

    @Test
    void windows_stay_so_small_that_their_sums_find_room() {
        Engine whole = Repeating.whole(35);
        assertThat(new Ensemble(whole).tiling(new Size(2048, 2000)).window()).isEqualTo(new Size(2048, 2000));
        assertThat(new Ensemble(whole).tiling(new Size(5470, 3647)).window()).isEqualTo(new Size(1870, 1859));
        assertThat(new Ensemble(Repeating.whole(700)).tiling(new Size(9000, 100)).window())
                .isEqualTo(new Size(2667, 100));
        assertThat(Ensemble.bytes(new Size(9000, 100), 3, Layout.BGR, Depth.U8)).isEqualTo(2048L * 100 * 9 * 3 * 6);
    }

    @Test
    void progress_rises_to_one_over_all_orientations() {
        List<Double> heard = new ArrayList<>();
        new Ensemble(new Repeating(0))
                .upscale(List.of(noise(Layout.GRAY, Depth.U8), noise(Layout.GRAY, Depth.U8)), heard::add);
        assertThat(heard).hasSize(16).isSorted().last().isEqualTo(1.0);
    }

    private static Raster enlarge(Engine engine, Raster picture) {
        return engine.upscale(List.of(picture), Progress.NONE).raster();
    }

    private static Raster noise(Layout layout, Depth depth) {
        Random random = new Random(7);
        Object samples = depth.array((int) SIZE.pixels() * layout.channels());
        if (samples instanceof byte[] bytes) {
            random.nextBytes(bytes);
        } else {
            for (int i = 0; i < ((short[]) samples).length; i++) {
                ((short[]) samples)[i] = (short) random.nextInt();
            }
        }
        return Raster.of(SIZE, layout, samples);
    }

    private static List<Integer> samples(Raster raster) {
        List<Integer> samples = new ArrayList<>();
        for (int y = 0; y < raster.size().height(); y++) {
            for (int x = 0; x < raster.size().width(); x++) {
                for (int c = 0; c < raster.layout().channels(); c++) {
                    samples.add(raster.sample(x, y, c));
                }
            }
        }
        return samples;
    }

    /** Repeats every pixel in a square, after moving the picture to the left by {@code lean} pixels. */
    private record Repeating(int lean, Function<Size, Tiling> tilings) implements Engine {
        Repeating(int lean) {
            this(lean, picture -> new Tiling(new Size(Math.min(picture.width(), 600),
                    Math.min(picture.height(), 300 * picture.height() / 1000)), 1, 4));
        }

        /** Wants pictures as they are. */
        static Engine whole(int halo) {
            return new Repeating(0, picture -> new Tiling(picture, halo, 1));
        }

        @Override
        public EngineInfo info() {
            return new EngineInfo("repeating", "test", 2, Device.CPU, Precision.INT8, "1");
        }

        @Override
        public Tiling tiling(Size picture) {
            return tilings.apply(picture);
        }

        @Override
        public Upscaled upscale(List<Raster> tiles, Progress progress) {
            progress.report(1);
            Precision precision = tiles.get(0).depth() == Depth.U8 ? Precision.INT8 : Precision.F32;
            return new Upscaled(tiles.stream().map(this::twice).toList(), precision);
        }

        private Raster twice(Raster tile) {
            Size size = tile.size().times(2);
            Canvas canvas = new Canvas(size, tile.layout(), tile.depth());
            for (int y = 0; y < size.height(); y++) {
                for (int x = 0; x < size.width(); x++) {
                    Object pixel = tile.depth().array(tile.layout().channels());
                    tile.copyRow(y / 2, Math.min(x / 2 + lean, tile.size().width() - 1), 1, pixel, 0);
                    canvas.putRow(y, x, 1, pixel, 0);
                }
            }
            return canvas.toRaster();
        }

        @Override
        public void close() {}
    }
}
