package dev.loupe.raster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequantiseTest {
    @Test
    void everySixteenBitValueGoesToTheNearestOfEightBits() {
        short[] all = new short[65_536];
        for (int i = 0; i < all.length; i++) {
            all[i] = (short) i;
        }
        Raster narrow = Requantise.to(Depth.U8, Raster.of(new Size(256, 256), Layout.GRAY, all));
        for (int i = 0; i < all.length; i++) {
            assertThat(narrow.sample(i % 256, i / 256, 0)).isEqualTo((int) Math.round(i * 255.0 / 65_535));
        }
    }

    @Test
    void thereAndBackIsTheSame() {
        Raster from = Pictures.noise(new Size(300, 41), Layout.BGRA, Depth.U8, 1);
        Raster wide = Requantise.to(Depth.U16, from);
        assertThat(wide.depth()).isEqualTo(Depth.U16);
        assertThat(wide.sample(7, 9, 2)).isEqualTo(from.sample(7, 9, 2) * 257);
        assertThat(Pictures.difference(Requantise.to(Depth.U8, wide), from)).isZero();
    }

    @Test
    void theSameDepthIsTheSamePicture() {
        Raster from = Pictures.noise(new Size(3, 4), Layout.BGR, Depth.U8, 1);
        assertThat(Requantise.to(Depth.U8, from)).isSameAs(from);
    }
}
