package dev.loupe.raster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OrientationTest {
    /** What the stored picture {@code abc / def} looks like upright, by the description of the tag in TIFF 6.0. */
    @ParameterizedTest
    @CsvSource({
        "0, abc/def", "1, abc/def", "2, cba/fed", "3, fed/cba", "4, def/abc",
        "5, ad/be/cf", "6, da/eb/fc", "7, fc/eb/da", "8, cf/be/ad", "9, abc/def"})
    void turnsAsTheTagSays(int tag, String upright) {
        Raster stored = Raster.of(new Size(3, 2), Layout.GRAY, new byte[] {'a', 'b', 'c', 'd', 'e', 'f'});
        assertThat(text(Orientation.ofTag(tag).upright(stored))).isEqualTo(upright);
    }

    @ParameterizedTest
    @EnumSource(Orientation.class)
    void everyLayoutAndDepthTurnsAlike(Orientation orientation) {
        Size size = new Size(71, 43);
        for (Layout layout : Layout.values()) {
            for (Depth depth : Depth.values()) {
                Raster stored = Pictures.noise(size, layout, depth, 3);
                Raster upright = orientation.upright(stored);
                assertThat(upright.size()).isEqualTo(orientation.upright(size));
                assertThat(Pictures.difference(upright, slowly(orientation, stored))).isZero();
            }
        }
    }

    @Test
    void severalThreadsTurnOnePicture() {
        Raster stored = Pictures.noise(new Size(1200, 901), Layout.BGR, Depth.U8, 3);
        Raster upright = Orientation.TURNED_270.upright(stored);
        assertThat(Pictures.difference(upright, slowly(Orientation.TURNED_270, stored))).isZero();
    }

    @Test
    void uprightIsLeftAlone() {
        Raster stored = Pictures.smooth(new Size(5, 4), Layout.BGR, Depth.U8);
        assertThat(Orientation.UPRIGHT.upright(stored)).isSameAs(stored);
    }

    private static Raster slowly(Orientation orientation, Raster stored) {
        int right = stored.size().width() - 1;
        int bottom = stored.size().height() - 1;
        Size size = orientation.upright(stored.size());
        return Pictures.make(size, stored.layout(), stored.depth(), (x, y, c) -> switch (orientation) {
            case UPRIGHT -> at(stored, x, y, c);
            case MIRRORED -> at(stored, right - x, y, c);
            case TURNED_180 -> at(stored, right - x, bottom - y, c);
            case FLIPPED -> at(stored, x, bottom - y, c);
            case TRANSPOSED -> at(stored, y, x, c);
            case TURNED_90 -> at(stored, y, bottom - x, c);
            case TRANSVERSED -> at(stored, right - y, bottom - x, c);
            case TURNED_270 -> at(stored, right - y, x, c);
        });
    }

    private static double at(Raster raster, int x, int y, int c) {
        return raster.sample(x, y, c) / (double) raster.depth().max();
    }

    private static String text(Raster raster) {
        StringBuilder text = new StringBuilder();
        for (int y = 0; y < raster.size().height(); y++) {
            text.append(y == 0 ? "" : "/");
            for (int x = 0; x < raster.size().width(); x++) {
                text.append((char) raster.sample(x, y, 0));
            }
        }
        return text.toString();
    }
}
