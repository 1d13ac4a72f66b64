package dev.loupe.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelsTest {
    private static final Size SIZE = new Size(31, 13);

    @ParameterizedTest
    @EnumSource(Depth.class)
    void picksInAnyOrder(Depth depth) {
        Raster from = Pictures.noise(SIZE, Layout.BGRA, depth, 4);
        Raster picked = Channels.pick(from, Layout.BGR, 2, 2, 3);
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < SIZE.width(); x++) {
                assertThat(picked.sample(x, y, 0)).isEqualTo(from.sample(x, y, 2));
                assertThat(picked.sample(x, y, 1)).isEqualTo(from.sample(x, y, 2));
                assertThat(picked.sample(x, y, 2)).isEqualTo(from.sample(x, y, 3));
            }
        }
    }

    @Test
    void asManyAsTheLayoutHas() {
        Raster from = Pictures.noise(SIZE, Layout.BGR, Depth.U8, 4);
        assertThatThrownBy(() -> Channels.pick(from, Layout.GRAY_ALPHA, 0, 1, 2)).hasMessageContaining("2 channels");
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void unpremultipliedColoursAreAsTheyWereBefore(Depth depth) {
        Raster straight = Pictures.smooth(SIZE, Layout.BGRA, depth);
        Raster multiplied = Pictures.make(SIZE, Layout.BGRA, depth, (x, y, c) -> {
            double alpha = straight.sample(x, y, 3) / (double) depth.max();
            return c == 3 ? alpha : alpha * straight.sample(x, y, c) / depth.max();
        });
        Raster back = Unpremultiply.colours(multiplied);
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < SIZE.width(); x++) {
                int alpha = straight.sample(x, y, 3);
                assertThat(back.sample(x, y, 3)).isEqualTo(alpha);
                if (alpha > 0) {
                    // half a step of the product is this many steps of the quotient
                    int steps = (int) Math.ceil(0.5 + 0.5 * depth.max() / alpha);
                    assertThat(Math.abs(back.sample(x, y, 1) - straight.sample(x, y, 1))).isLessThanOrEqualTo(steps);
                }
            }
        }
    }
}
