package dev.loupe.raster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BleedTest {
    private static final Size SIZE = new Size(53, 37);

    @ParameterizedTest
    @CsvSource({"BGRA, U8", "BGRA, U16", "GRAY_ALPHA, U8", "GRAY_ALPHA, U16"})
    void oneVisibleColourFillsAllThatIsClear(Layout layout, Depth depth) {
        Raster disc = disc(layout, depth);
        Raster filled = Bleed.fill(disc);
        int alpha = layout.channels() - 1;
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < SIZE.width(); x++) {
                assertThat(filled.sample(x, y, 0)).as("at %d,%d", x, y).isEqualTo(disc.sample(20, 20, 0));
                assertThat(filled.sample(x, y, alpha)).isEqualTo(disc.sample(x, y, alpha));
            }
        }
    }

    @Test
    void whatIsVisibleAtAllKeepsItsColour() {
        Raster from = Pictures.noise(SIZE, Layout.BGRA, Depth.U8, 8);
        Raster holes = Pictures.make(SIZE, Layout.BGRA, Depth.U8, (x, y, c) ->
                c == 3 && (x / 5 + y / 7) % 2 == 0 ? 0 : from.sample(x, y, c) / 255.0);
        Raster filled = Bleed.fill(holes);
        int clear = 0;
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < SIZE.width(); x++) {
                assertThat(filled.sample(x, y, 3)).isEqualTo(holes.sample(x, y, 3));
                if (holes.sample(x, y, 3) == 0) {
                    clear++;
                } else {
                    assertThat(filled.sample(x, y, 1)).isEqualTo(holes.sample(x, y, 1));
                }
            }
        }
        assertThat(clear).isGreaterThan(900);
    }

    @Test
    void aHoleTakesTheColourOfItsOwnNeighbours() {
        Raster from = Pictures.make(new Size(64, 64), Layout.GRAY_ALPHA, Depth.U8, (x, y, c) -> {
            boolean hole = x % 32 >= 14 && x % 32 < 18 && y >= 30 && y < 34;
            return c == 1 ? hole ? 0 : 1 : hole ? 0 : x < 32 ? 0.2 : 0.9;
        });
        Raster filled = Bleed.fill(from);
        assertThat(filled.sample(15, 31, 0)).isEqualTo(51);
        assertThat(filled.sample(47, 31, 0)).isEqualTo(230);
    }

    @Test
    void nothingToFillOrNothingToFillItFrom() {
        Raster opaque = Pictures.flat(SIZE, Layout.BGRA, Depth.U8, 0.1, 0.2, 0.3, 1);
        Raster invisible = Pictures.flat(SIZE, Layout.BGRA, Depth.U8, 0.1, 0.2, 0.3, 0);
        Raster without = Pictures.flat(SIZE, Layout.BGR, Depth.U8, 0.1, 0.2, 0.3);
        assertThat(Bleed.fill(opaque)).isSameAs(opaque);
        assertThat(Bleed.fill(invisible)).isSameAs(invisible);
        assertThat(Bleed.fill(without)).isSameAs(without);
    }

    /** A disc whose outermost ring is nearly clear, on black that cannot be seen. */
    private static Raster disc(Layout layout, Depth depth) {
        return Pictures.make(SIZE, layout, depth, (x, y, c) -> {
            double distance = Math.hypot(x - 20, y - 20);
            double alpha = distance < 9 ? 1 : distance < 10 ? 1.0 / 255 : 0;
            return c == layout.channels() - 1 ? alpha : alpha > 0 ? 0.6 : 0;
        });
    }
}
