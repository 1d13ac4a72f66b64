package dev.loupe.engine.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Tile;
import dev.loupe.engine.TileGrid;
import dev.loupe.engine.Tiling;
import dev.loupe.raster.Size;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    @Test
    void takesAPictureWholeWhereItFits() {
        assertThat(Windows.equal(new Size(2048, 1536), 35, 2048 * 1536)).isEqualTo(new Size(2048, 1536));
    }

    @ParameterizedTest
    @CsvSource({"2048,1536,67,500000", "2048,1536,35,1000000", "5000,300,35,400000", "300,5000,67,400000",
            "10000,10000,35,700000"})
    void cutsIntoAsManyWindowsAsItPlannedFor(int width, int height, int halo, long pixels) {
        Size picture = new Size(width, height);
        Size window = Windows.equal(picture, halo, pixels);
        assertThat(window.pixels()).isLessThanOrEqualTo(pixels);
        List<Tile> tiles = TileGrid.of(picture, new Tiling(window, halo, 1));
        assertThat(tiles).hasSize(
                Windows.count(width, window.width(), halo) * Windows.count(height, window.height(), halo));
        assertThat(tiles).allMatch(tile -> tile.window().size().equals(window));
    }

    /** 2048x1536 with B32 F256 in 4.5 GB, 1.5 of which are weights. */
    @Test
    void repeatsLittleWorkInHalos() {
        Size picture = new Size(2048, 1536);
        NetMemory large = new NetMemory(38_500_000, 256, 30);
        Size window = Windows.equal(picture, 67, large.pixelsIn(4_500_000_000L, 4));
        long work = TileGrid.of(picture, new Tiling(window, 67, 1)).size() * window.pixels();
        assertThat((double) work / picture.pixels()).isLessThanOrEqualTo(1.6);
    }

    @Test
    void asksForTheSmallestSensibleWindowWhereNothingFits() {
        assertThat(Windows.equal(new Size(2048, 1536), 35, 0)).isEqualTo(new Size(102, 102));
        assertThat(Windows.equal(new Size(40, 2000), 35, 0)).isEqualTo(new Size(40, 102));
        assertThat(Windows.equal(new Size(1, 1), 35, 0)).isEqualTo(new Size(1, 1));
    }
}
