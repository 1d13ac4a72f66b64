package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Precision;
import dev.loupe.engine.Tile;
import dev.loupe.engine.TileGrid;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.onednn.Workshop.Noise;
import dev.loupe.raster.Size;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Neither the height of a band, nor the number of workers, nor the width of a column changes a bit of the result. */
class BandsTest {
    private static final Noise PICTURE = Noise.of(97, 41);

    @ParameterizedTest
    @EnumSource(value = Precision.class, names = {"F32", "BF16", "INT8"})
    void everyHeightAndCrewGivesTheSame(Precision precision) throws Exception {
        Chain chain;
        float[] expected;
        try (Workshop one = new Workshop(1)) {
            one.need(precision);
            chain = one.typed(Compiler.compile(Drawn.edsr(3, 64, 3, 1), Drawn.PLAIN), precision);
            expected = one.run(chain, PICTURE, 8);
        }
        for (int workers : new int[] {1, 2, 3, 7}) {
            try (Workshop workshop = new Workshop(workers)) {
                for (int rows : new int[] {1, 2, 5, 8, 11, 16, 41, 64}) {
                    assertThat(Arrays.equals(workshop.run(chain, PICTURE, rows), expected))
                            .as("%d workers, %d rows", workers, rows).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 7, 11, 19, 23, 27})
    void everyHeightGivesTheSameForAnyNetwork(long seed) throws Exception {
        Chain chain = Compiler.compile(Drawn.anything(seed), Drawn.PLAIN);
        Noise picture = Noise.of(21, 30);
        try (Workshop one = new Workshop(1); Workshop four = new Workshop(4)) {
            one.need(Precision.F32);
            float[] expected = one.run(chain, picture, 8);
            for (int rows : new int[] {1, 3, 7, 16, 40}) {
                assertThat(Arrays.equals(one.run(chain, picture, rows), expected)).as("alone, %d rows", rows).isTrue();
                assertThat(Arrays.equals(four.run(chain, picture, rows), expected)).as("four, %d rows", rows).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Precision.class, names = {"F32", "BF16", "INT8"})
    void everyColumnGivesTheSame(Precision precision) throws Exception {
        try (Workshop workshop = new Workshop(2)) {
            workshop.need(precision);
            Chain chain = workshop.typed(Compiler.compile(Drawn.edsr(3, 64, 3, 2), Drawn.PLAIN), precision);
            int halo = new Schedule(chain, 8, 2).radius();
            float[] expected = workshop.run(chain, PICTURE, 8);
            for (int width : new int[] {2 * halo + 1, 2 * halo + 9, 48, 64, 77, 96}) {
                Tiling tiling = new Tiling(new Size(width, PICTURE.height()), halo, 1);
                float[] joined = new float[expected.length];
                for (Tile tile : TileGrid.of(new Size(PICTURE.width(), PICTURE.height()), tiling)) {
                    float[] column = workshop.run(chain, PICTURE.columns(tile.window().x(), width), 8);
                    place(column, width, tile, joined, chain.scale());
                }
                assertThat(Arrays.equals(joined, expected)).as("columns of %d", width).isTrue();
            }
        }
    }

    private static void place(float[] column, int width, Tile tile, float[] joined, int scale) {
        int samples = tile.core().width() * scale * 3;
        int from = (tile.core().x() - tile.window().x()) * scale * 3;
        for (int y = 0; y < PICTURE.height() * scale; y++) {
            System.arraycopy(column, y * width * scale * 3 + from,
                    joined, (y * PICTURE.width() + tile.core().x()) * scale * 3, samples);
        }
    }
}
