package dev.loupe.upscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loupe.codec.Bytes;
import dev.loupe.codec.Codec;
import dev.loupe.codec.ImageFormat;
import dev.loupe.engine.EngineChoice;
import dev.loupe.engine.Engines;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.TestRasters;
import dev.loupe.engine.onednn.OneDnnProvider;
import dev.loupe.model.ModelCatalog;
import dev.loupe.plan.Limits;
import dev.loupe.plan.Oversize;
import dev.loupe.plan.Planner;
import dev.loupe.plan.Target;
import dev.loupe.raster.Channels;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report says of an engine that computes in integers where it may. */
class PrecisionToldTest {
    private static final Size SIZE = new Size(48, 40);
    private static final Raster SMOOTH = TestRasters.of(SIZE, Layout.BGR, Depth.U8, at -> 40 + at / 3 % 48 * 3);
    private static final EngineChoice ONEDNN = EngineChoice.parse("onednn");

    private final Codec codec = new Codec(Limits.DEFAULT, 0xffffff);
    private final ModelCatalog models = ModelCatalog.load(Path.of("models"));
    private Engines engines;
    private Pipeline pipeline;

    @BeforeEach
    void open(@TempDir Path folder) {
        Measurements measurements = new Measurements(folder.resolve("measurements.properties"));
        engines = new Engines(List.of(new OneDnnProvider(measurements, folder.resolve("cache"), 1L << 30, 2)),
                measurements);
        pipeline = new Pipeline(new Decode(codec), new Prescale(new Planner(Limits.DEFAULT), models),
                new Upscale(engines, models), new Encode(codec));
        Precision usual = engines.pool(models.find("edsr-light-x2", OptionalInt.empty()), ONEDNN, Optional.empty())
                .info().precision();
        assumeTrue(usual == Precision.INT8, "skipped: this processor computes in " + usual);
    }

    @AfterEach
    void close() {
        engines.close();
    }

    private Result enlarge(Raster picture, Optional<Precision> precision, boolean ensemble) {
        byte[] png = codec.encode(picture, ImageFormat.PNG, 95).bytes();
        Options options = new Options(new Target.Scale(2), "edsr-light", ONEDNN, precision, Oversize.TILE, 512,
                Optional.empty(), 95, ensemble);
        return pipeline.apply(new Request("picture.png", new Bytes.InMemory(png), options, Progress.NONE));
    }

    private static Raster dithered(Layout layout) {
        Random random = new Random(9);
        return TestRasters.of(SIZE, layout, Depth.U8, at -> random.nextBoolean() ? 255 : 0);
    }

    @Test
    void anEnsembleIsComputedInIntegersAndSaysSo() {
        Result usual = enlarge(SMOOTH, Optional.empty(), true);
        Result named = enlarge(SMOOTH, Optional.of(Precision.INT8), true);
        assertThat(usual.report().engine().precision()).isEqualTo(Precision.INT8);
        assertThat(usual.picture().bytes()).as("what was really computed").isEqualTo(named.picture().bytes());
        assertThat(enlarge(SMOOTH, Optional.of(Precision.F32), true).picture().bytes())
                .isNotEqualTo(named.picture().bytes());
    }

    @Test
    void grainThatIntegersCannotFollowIsToldAsWhatComputedIt() {
        Report report = enlarge(dithered(Layout.BGR), Optional.empty(), false).report();
        assertThat(report.engine().precision()).isIn(Precision.BF16, Precision.F32);
        assertThat(report.toString()).contains(report.engine().precision().toString()).doesNotContain("int8");
        assertThat(report.notes()).isEmpty();
        assertThat(enlarge(dithered(Layout.BGR), Optional.empty(), true).report().engine().precision())
                .isEqualTo(report.engine().precision());
    }

    @Test
    void sixteenBitsAreToldAsF32() {
        Raster deep = TestRasters.deepened(SMOOTH);
        assertThat(enlarge(deep, Optional.empty(), false).report().engine().precision()).isEqualTo(Precision.F32);
        assertThat(enlarge(deep, Optional.empty(), true).report().engine().precision()).isEqualTo(Precision.F32);
        assertThat(enlarge(deep, Optional.of(Precision.INT8), true).report().engine().precision())
                .isEqualTo(Precision.INT8);
    }

    @Test
    void partsThatWereComputedInAnotherPrecisionAreNoted() {
        Report report = enlarge(Channels.withAlpha(SMOOTH, dithered(Layout.GRAY)), Optional.empty(), false).report();
        assertThat(report.engine().precision()).isEqualTo(Precision.INT8);
        assertThat(report.notes()).singleElement().asString().matches("parts were computed in (bf16|f32)");
    }
}
