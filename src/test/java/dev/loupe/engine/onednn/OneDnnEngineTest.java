package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.Networks;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.TestRasters;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.engine.opencv.OpenCvProvider;
import dev.loupe.failure.Cancelled;
import dev.loupe.model.Model;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Shared;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine as its callers see it. */
class OneDnnEngineTest {
    private static final long MEMORY = 1L << 30;

    @TempDir
    Path folder;

    private Model model;

    @BeforeEach
    void find() {
        need(Precision.F32);
        model = Networks.light(3);
    }

    private OneDnnProvider provider(long memory) {
        return new OneDnnProvider(new Measurements(folder.resolve("measurements.properties")), folder.resolve("cache"),
                memory, 2);
    }

    private Engine open(Precision precision) throws Exception {
        return provider(MEMORY).open(model, Device.CPU, Optional.of(precision));
    }

    private static Raster noise(int width, int height) {
        return TestRasters.noise(new Size(width, height), Layout.BGR, Depth.U8);
    }

    @ParameterizedTest
    @CsvSource({"F32,1", "BF16,2", "INT8,10"})
    void agreesWithOpenCv(Precision precision, int allowed) throws Exception {
        need(precision);
        Raster picture = photograph();
        try (Engine ours = open(precision);
                Engine other = new OpenCvProvider(new OpenCvProvider.Settings(MEMORY, 2, 0.5),
                        new Measurements(folder.resolve("opencv.properties")))
                        .open(model, Device.CPU, Optional.empty())) {
            Raster result = ours.upscale(List.of(picture), Progress.NONE).raster();
            assertThat(TestRasters.difference(result, other.upscale(List.of(picture), Progress.NONE).raster()))
                    .isLessThanOrEqualTo(allowed);
        }
    }

    /** A butterfly's wing. */
    private static Raster photograph() throws IOException {
        BufferedImage image = ImageIO.read(Shared.file("data/benchmarks/Set5/image_SRF_3/img_003_SRF_3_LR.png")
                .toFile());
        Size size = new Size(image.getWidth(), image.getHeight());
        return TestRasters.of(size, Layout.BGR, Depth.U8,
                at -> image.getRGB(at / 3 % size.width(), at / 3 / size.width()) >> 8 * (at % 3));
    }

    /** Dithered in black and white by lot, which integers cannot follow. */
    private static Raster dithered() throws IOException {
        Raster photograph = photograph();
        Random random = new Random(9);
        int width = photograph.size().width();
        return TestRasters.of(photograph.size(), Layout.GRAY, Depth.U8,
                at -> photograph.sample(at % width, at / width, 1) > random.nextInt(256) ? 255 : 0);
    }

    @Test
    void leavesGrainThatIntegersCannotFollowToTheOthers() throws Exception {
        need(Precision.INT8);
        assertThat(Precisions.isCoarse(photograph())).isFalse();
        assertThat(Precisions.isCoarse(dithered())).isTrue();
        try (Engine chosen = provider(MEMORY).open(model, Device.CPU, Optional.empty());
                Engine exact = open(Precision.F32)) {
            Upscaled upscaled = chosen.upscale(List.of(photograph()), Progress.NONE);
            assertThat(upscaled.precisions()).containsExactly(chosen.info().precision());
            Upscaled safer = chosen.upscale(List.of(dithered()), Progress.NONE);
            assertThat(safer.precision()).isNotEqualTo(Precision.INT8);
            assertThat(TestRasters.difference(safer.raster(), exact.upscale(List.of(dithered()), Progress.NONE).raster()))
                    .isLessThan(10);
        }
    }

    private static void need(Precision precision) {
        try (Workshop workshop = new Workshop(1)) {
            workshop.need(precision);
        }
    }

    @Test
    void choosesAPrecisionAndRemembersWhy() throws Exception {
        try (Engine engine = provider(MEMORY).open(model, Device.CPU, Optional.empty())) {
            Precision chosen = engine.info().precision();
            assertThat(engine.info().version()).contains("oneDNN 3").contains(":av");
            assertThat(chosen).isIn(Precision.F32, Precision.BF16, Precision.INT8);
            need(Precision.INT8);
            assertThat(Files.readString(folder.resolve("measurements.properties"))).contains(chosen.toString());
            assertThat(folder.resolve("cache")).doesNotExist();
        }
    }

    @Test
    void keepsWhatInt8NeedsBesideTheModel() throws Exception {
        need(Precision.INT8);
        Path copy = Files.copy(model.file(), folder.resolve("copy.onnx"));
        Model here = new Model(model.name(), model.family(), model.architecture(), model.scale(), copy, model.sha256(),
                model.input(), model.receptiveRadius(), "", "", model.measured());
        List<Double> heard = new ArrayList<>();
        assertThat(provider(MEMORY).calibrate(here, heard::add).orElseThrow()).contains("dB from f32");
        assertThat(heard).isSorted().hasSizeGreaterThan(20).endsWith(1.0);
        assertThat(Calibrations.read(folder.resolve("copy.onnx.int8.properties"), model.sha256()).orElseThrow().psnr())
                .isGreaterThan(50);
        try (Engine engine = provider(MEMORY).open(here, Device.CPU, Optional.of(Precision.INT8))) {
            assertThat(engine.info().precision()).isEqualTo(Precision.INT8);
            assertThat(folder.resolve("cache")).doesNotExist();
        }
    }

    @Test
    void computesSixteenBitsInF32WhereNobodyNamedAPrecision() throws Exception {
        Raster deep = TestRasters.noise(new Size(20, 20), Layout.BGR, Depth.U16);
        try (Engine chosen = provider(MEMORY).open(model, Device.CPU, Optional.empty());
                Engine exact = open(Precision.F32)) {
            Upscaled upscaled = chosen.upscale(List.of(deep), Progress.NONE);
            assertThat(upscaled.precisions()).containsExactly(Precision.F32);
            assertThat(TestRasters.difference(upscaled.raster(), exact.upscale(List.of(deep), Progress.NONE).raster())).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"F32,60,BGR,U8", "F32,60,GRAY,U16", "BF16,30,GRAY,U8", "INT8,30,BGR,U16"})
    void goesThroughInColumnsWhereMemoryIsShort(Precision precision, long megabytes, Layout layout, Depth depth)
            throws Exception {
        need(precision);
        Raster wide = TestRasters.noise(new Size(3000, 50), layout, depth);
        List<Double> heard = new ArrayList<>();
        try (Engine roomy = open(precision);
                Engine tight = provider(megabytes << 20).open(model, Device.CPU, Optional.of(precision))) {
            assertThat(tight.tiling(wide.size())).isEqualTo(new Tiling(wide.size(), 35, 1));
            assertThat(TestRasters.difference(tight.upscale(List.of(wide), heard::add).raster(),
                    roomy.upscale(List.of(wide), Progress.NONE).raster())).isZero();
        }
        assertThat(heard).isSorted().startsWith(0.0).endsWith(1.0);
    }

    @Test
    void refusesToOpenWhereNoColumnIsNarrowEnough() {
        assertThatThrownBy(() -> provider(10L << 20).open(model, Device.CPU, Optional.of(Precision.F32)))
                .isInstanceOf(Engine.OutOfMemory.class).hasMessageContaining("loupe.memory");
    }

    @Test
    void stopsWithinABandWhenCancelled() throws Exception {
        Raster picture = noise(40, 400);
        try (Engine engine = open(Precision.F32)) {
            Raster whole = engine.upscale(List.of(picture), Progress.NONE).raster();
            List<Double> heard = new ArrayList<>();
            assertThatThrownBy(() -> engine.upscale(List.of(picture), done -> {
                heard.add(done);
                if (done > 0.3) {
                    throw new Cancelled("enough");
                }
            })).isInstanceOf(Cancelled.class);
            assertThat(heard).isSorted().hasSizeGreaterThan(5);
            assertThat(heard.get(heard.size() - 1)).isLessThan(0.4);
            assertThat(TestRasters.difference(engine.upscale(List.of(picture), Progress.NONE).raster(), whole)).isZero();
        }
    }

    @Test
    void stopsWhenItsCallerIsInterrupted() throws Exception {
        try (Engine engine = open(Precision.F32)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> engine.upscale(List.of(noise(60, 600)), Progress.NONE))
                    .isInstanceOf(Cancelled.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(engine.upscale(List.of(noise(5, 5)), Progress.NONE).rasters()).hasSize(1);
        }
    }

    @Test
    void refusesWhatItCannotRunByName() {
        OneDnnProvider provider = provider(MEMORY);
        Model luma = Networks.luma(Shared.file("data/models/Saafke_FSRCNN_Tensorflow/FSRCNN_x3.pb"),
                Architecture.FSRCNN, 3);
        assertThatThrownBy(() -> provider.open(luma, Device.CPU, Optional.empty()))
                .isInstanceOf(EngineProvider.Unsupported.class).hasMessageContaining("channel");
        assertThatThrownBy(() -> provider.open(model, Device.cuda(0), Optional.empty()))
                .isInstanceOf(EngineProvider.Unsupported.class).hasMessageContaining("processor");
    }
}
