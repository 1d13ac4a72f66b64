package dev.loupe.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import org.junit.jupiter.api.Test;

class QualityTest {
    private static final Size SIZE = new Size(24, 20);

    @Test
    void the_same_picture_is_perfect() {
        Quality quality = Quality.of(gradient(Layout.BGR, 0), gradient(Layout.BGR, 0), 2);
        assertThat(quality.psnr()).isInfinite();
        assertThat(quality.ssim()).isCloseTo(1, within(1e-12));
    }

    @Test
    void gray_is_the_same_luma_as_equal_colours() {
        double one = Quality.of(gradient(Layout.GRAY, 10), gradient(Layout.GRAY, 0), 2).psnr();
        double three = Quality.of(gradient(Layout.BGR, 10), gradient(Layout.BGR, 0), 2).psnr();
        assertThat(one).isCloseTo(three, within(1e-9));
        // ten levels of gray are 10 * 219 / 255 of luma
        assertThat(one).isCloseTo(20 * Math.log10(255 / (10 * 219 / 255.0)), within(1e-4));
    }

    @Test
    void what_lies_in_the_border_does_not_count() {
        byte[] samples = new byte[(int) SIZE.pixels()];
        samples[SIZE.width() + 1] = (byte) 200;
        Raster spotted = Raster.of(SIZE, Layout.GRAY, samples);
        Raster black = Raster.of(SIZE, Layout.GRAY, new byte[samples.length]);
        assertThat(Quality.of(spotted, black, 2).psnr()).isInfinite();
        assertThat(Quality.of(spotted, black, 1).psnr()).isFinite();
    }

    @Test
    void a_larger_original_is_cut_and_a_smaller_one_refused() {
        Raster original = gradient(Layout.BGR, 0);
        Raster result = original.cut(new Size(22, 20).all());
        assertThat(Quality.of(result, original, 1).psnr()).isInfinite();
        assertThatThrownBy(() -> Quality.of(original, result, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The figure comes from a NumPy loop over the windows, written from the paper's definition. */
    @Test
    void similarity_is_that_of_the_paper() {
        assertThat(Quality.of(gradient(Layout.GRAY, 25), gradient(Layout.GRAY, 0), 2).ssim())
                .isCloseTo(0.59963779, within(1e-6));
    }

    private static Raster gradient(Layout layout, int more) {
        byte[] samples = new byte[(int) SIZE.pixels() * layout.channels()];
        for (int i = 0; i < samples.length; i++) {
            int pixel = i / layout.channels();
            samples[i] = (byte) (pixel % SIZE.width() * 7 + pixel / SIZE.width() * 3
                    + (pixel % 2 == 0 || more == 10 ? more : -more / 5));
        }
        return Raster.of(SIZE, layout, samples);
    }
}
