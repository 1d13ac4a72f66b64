package dev.loupe.upscale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.codec.Header;
import dev.loupe.codec.ImageFormat;
import dev.loupe.codec.Source;
import dev.loupe.model.ModelCatalog;
import dev.loupe.plan.Plan;
import dev.loupe.raster.Size;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The choice among the built-in families. */
class ModelChoiceTest {
    private static final Size SIZE = new Size(800, 600);

    private final ModelCatalog models = ModelCatalog.load(Path.of("models"));

    private ModelChoice choose(String wanted, Header header, Size prescaled) {
        return ModelChoice.of(models, wanted, new Source("a", header, 1, 1),
                new Plan(SIZE, prescaled, 3, prescaled.times(3)));
    }

    private static Header header(ImageFormat format, OptionalInt quality, boolean lossy) {
        return new Header(format, SIZE, 1, quality, lossy);
    }

    private static Header jpeg(int quality) {
        return header(ImageFormat.JPEG, OptionalInt.of(quality), true);
    }

    @Test
    void what_compression_has_marked_goes_to_the_archive_family() {
        assertThat(choose("auto", jpeg(89), SIZE).model().name()).isEqualTo("edsr-archive-x3");
        assertThat(choose("auto", jpeg(89), SIZE).reason()).isEqualTo("JPEG of quality 89");
        assertThat(choose("auto", header(ImageFormat.WEBP, OptionalInt.empty(), true), SIZE).model().family())
                .isEqualTo("edsr-archive");
    }

    @Test
    void what_is_clean_goes_to_the_light_family() {
        assertThat(choose("auto", jpeg(90), SIZE).model().name()).isEqualTo("edsr-light-x3");
        assertThat(choose("auto", header(ImageFormat.PNG, OptionalInt.empty(), false), SIZE).model().family())
                .isEqualTo("edsr-light");
        assertThat(choose("auto", header(ImageFormat.WEBP, OptionalInt.empty(), false), SIZE).model().family())
                .isEqualTo("edsr-light");
    }

    @Test
    void shrinking_by_two_makes_a_jpeg_clean() {
        assertThat(choose("auto", jpeg(40), new Size(400, 300)).model().family()).isEqualTo("edsr-light");
        assertThat(choose("auto", jpeg(40), new Size(401, 301)).model().family()).isEqualTo("edsr-archive");
    }

    @Test
    void a_name_is_never_replaced() {
        ModelChoice choice = choose("edsr-light", jpeg(10), SIZE);
        assertThat(choice.model().name()).isEqualTo("edsr-light-x3");
        assertThat(choice.reason()).isEmpty();
    }
}
