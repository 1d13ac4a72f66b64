package dev.loupe.engine.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.engine.FarSight;
import dev.loupe.engine.Goldens;
import dev.loupe.engine.Networks;
import dev.loupe.engine.Progress;
import dev.loupe.engine.TestRasters;
import dev.loupe.model.Model;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Shared;
import dev.loupe.model.graph.Edsr;
import dev.loupe.model.graph.EdsrFile;
import dev.loupe.model.graph.GraphFile;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine and OpenCV's own enlarger, side by side on the same file. */
class ReferenceUpsamplerTest {
    private static int difference(Model model, Raster picture) throws Unsupported {
        try (Engine engine = OpenCvEngineTest.PROVIDER.open(model, Device.CPU, Optional.empty());
                ReferenceUpsampler reference = new ReferenceUpsampler(model)) {
            Raster result = engine.upscale(List.of(picture), Progress.NONE).raster();
            return TestRasters.difference(result, reference.upsample(picture));
        }
    }

    private static Raster noise() {
        return TestRasters.noise(new Size(61, 43), Layout.BGR, Depth.U8);
    }

    @Test
    void agreesOnTheBuiltInWeights(@TempDir Path folder) throws Unsupported {
        Model onnx = Networks.light(3);
        Path pb = folder.resolve("light_x3.pb");
        EdsrFile.write(Edsr.of(GraphFile.read(onnx.file()).network(), onnx.input().mean(), onnx.input().range()), pb);
        assertThat(difference(Networks.edsr(pb, 3), Goldens.picture())).isLessThanOrEqualTo(1);
    }

    @Test
    void agreesOnNoise(@TempDir Path folder) throws Unsupported {
        assertThat(difference(FarSight.in(folder), noise())).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Saafke_FSRCNN_Tensorflow/FSRCNN_x2.pb, FSRCNN, 2", "Saafke_FSRCNN_Tensorflow/FSRCNN-small_x4.pb, FSRCNN, 4",
        "fannymonori_TF-ESPCN/ESPCN_x3.pb, ESPCN, 3", "fannymonori_TF-LapSRN/LapSRN_x2.pb, LAPSRN, 2"
    })
    void agreesOnNetworksOfLuma(String file, Architecture architecture, int scale) throws Unsupported {
        Model model = Networks.luma(Shared.file("data/models/" + file), architecture, scale);
        // At x4 a chroma in a hundred thousand lies on a half that the order of float operations decides.
        int halves = scale == 4 ? 2 : 1;
        assertThat(difference(model, Goldens.picture())).isLessThanOrEqualTo(halves);
        assertThat(difference(model, noise())).isLessThanOrEqualTo(halves);
    }

    @Test
    void refusesWhatOpenCvDoesNotEnlargeItself() {
        Model onnx = Networks.light(2);
        assertThatThrownBy(() -> new ReferenceUpsampler(onnx)).isInstanceOf(Unsupported.class)
                .hasMessageContaining(".onnx");
    }
}
