package dev.loupe.raster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlattenTest {
    private static final int COLOUR = 0x204080;

    @ParameterizedTest
    @EnumSource(Depth.class)
    void alphaMixesPictureAndColour(Depth depth) {
        Raster from = Pictures.noise(new Size(61, 47), Layout.BGRA, depth, 2);
        Raster flat = Flatten.onto(COLOUR, from);
        assertThat(flat.layout()).isEqualTo(Layout.BGR);
        assertMixed(from, flat, new int[] {0x80, 0x40, 0x20});
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void grayStaysGrayOnAGrayColour(Depth depth) {
        Raster from = Pictures.noise(new Size(61, 47), Layout.GRAY_ALPHA, depth, 2);
        Raster flat = Flatten.onto(0x909090, from);
        assertThat(flat.layout()).isEqualTo(Layout.GRAY);
        assertMixed(from, flat, new int[] {0x90});
    }

    @ParameterizedTest
    @EnumSource(Depth.class)
    void grayBecomesColourOnAColour(Depth depth) {
        Raster from = Pictures.noise(new Size(61, 47), Layout.GRAY_ALPHA, depth, 2);
        Raster flat = Flatten.onto(COLOUR, from);
        assertThat(flat.layout()).isEqualTo(Layout.BGR);
        assertMixed(from, flat, new int[] {0x80, 0x40, 0x20});
    }

    @Test
    void withoutAlphaNothingHappens() {
        Raster from = Pictures.noise(new Size(3, 4), Layout.BGR, Depth.U8, 1);
        assertThat(Flatten.onto(COLOUR, from)).isSameAs(from);
    }

    private static void assertMixed(Raster from, Raster flat, int[] colour) {
        int max = from.depth().max();
        int alphaAt = from.layout().channels() - 1;
        for (int y = 0; y < from.size().height(); y++) {
            for (int x = 0; x < from.size().width(); x++) {
                double alpha = from.sample(x, y, alphaAt) / (double) max;
                for (int c = 0; c < colour.length; c++) {
                    double seen = alpha * from.sample(x, y, Math.min(c, alphaAt - 1));
                    double through = (1 - alpha) * colour[c] * (max / 255);
                    assertThat(flat.sample(x, y, c)).isEqualTo((int) Math.round(seen + through));
                }
            }
        }
    }
}
