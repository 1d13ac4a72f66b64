package dev.loupe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.raster.Region;
import dev.loupe.raster.Size;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TileGridTest {
    @Test
    void a_picture_that_fits_is_one_tile() {
        assertThat(TileGrid.of(new Size(300, 200), new Tiling(new Size(300, 200), 35, 1)))
                .containsExactly(new Tile(new Region(0, 0, 300, 200), new Region(0, 0, 300, 200)));
    }

    @Test
    void cores_cover_every_pixel_once_and_keep_the_halo_to_every_cut() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            Size picture = new Size(1 + random.nextInt(400), 1 + random.nextInt(400));
            int halo = random.nextInt(20);
            Size window = new Size(2 * halo + 1 + random.nextInt(120), 2 * halo + 1 + random.nextInt(120));
            check(picture, halo, TileGrid.of(picture, new Tiling(window, halo, 1)));
            check(picture, halo, TileGrid.of(picture, Tiling.balanced(picture, window, halo, 1)));
        }
    }

    private static void check(Size picture, int halo, List<Tile> tiles) {
        int[] covered = new int[(int) picture.pixels()];
        for (Tile tile : tiles) {
            assertThat(tile.window().size()).isEqualTo(tiles.get(0).window().size());
            assertThat(picture.all().contains(tile.window())).isTrue();
            Region window = tile.window();
            Region core = tile.core();
            assertThat(core.x() - window.x()).isGreaterThanOrEqualTo(window.x() == 0 ? 0 : halo);
            assertThat(core.y() - window.y()).isGreaterThanOrEqualTo(window.y() == 0 ? 0 : halo);
            assertThat(window.right() - core.right())
                    .isGreaterThanOrEqualTo(window.right() == picture.width() ? 0 : halo);
            assertThat(window.bottom() - core.bottom())
                    .isGreaterThanOrEqualTo(window.bottom() == picture.height() ? 0 : halo);
            for (int y = core.y(); y < core.bottom(); y++) {
                for (int x = core.x(); x < core.right(); x++) {
                    covered[y * picture.width() + x]++;
                }
            }
        }
        assertThat(covered).containsOnly(1);
    }

    @Test
    void balanced_windows_need_no_more_tiles_than_the_largest() {
        Size picture = new Size(2048, 1536);
        Size largest = new Size(900, 900);
        List<Tile> plain = TileGrid.of(picture, new Tiling(largest, 35, 1));
        List<Tile> balanced = TileGrid.of(picture, Tiling.balanced(picture, largest, 35, 1));
        assertThat(balanced).hasSameSizeAs(plain);
        assertThat(balanced.get(0).window().size().pixels()).isLessThan(plain.get(0).window().size().pixels());
    }

    @Test
    void halving_ends() {
        Tiling tiling = new Tiling(new Size(512, 300), 35, 4);
        int steps = 0;
        while (!tiling.halved().window().equals(tiling.window())) {
            tiling = tiling.halved();
            steps++;
        }
        assertThat(steps).isLessThan(10);
        assertThat(tiling.window()).isEqualTo(new Size(71, 71));
        assertThat(TileGrid.of(new Size(512, 300), tiling)).isNotEmpty();
    }

    @Test
    void a_window_inside_its_halo_is_refused() {
        assertThatThrownBy(() -> TileGrid.of(new Size(300, 200), new Tiling(new Size(70, 70), 35, 1)))
                .hasMessageContaining("halo of 35");
    }
}
