package dev.loupe.engine.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Networks;
import dev.loupe.model.Model;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Model.Channels;
import dev.loupe.model.Model.Input;
import dev.loupe.model.Shared;
import dev.loupe.natives.OpenCvNatives;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ShortcutTest {
    @BeforeAll
    static void load() {
        OpenCvNatives.load();
    }

    private static Optional<String> layer(Model model) {
        try (Net net = Nets.read(model.file(), model.isOnnx())) {
            int channels = Pixels.of(model.input()).channels();
            return Shortcut.find(net, model, channels).map(Shortcut::layer);
        }
    }

    private static Model luma(String file, Architecture architecture, int scale) {
        return Networks.luma(Shared.file("data/models/" + file), architecture, scale);
    }

    @Test
    void stopsBeforeTheShuffleAndTheMean() {
        assertThat(layer(Networks.light(3))).contains("onnx_node!tail.3");
    }

    @Test
    void stopsAtAConvolutionThatItsBiasWasJoinedTo() {
        assertThat(layer(Networks.edsr(Shared.file("data/models/edsr-structure-b4f16_x3.pb"), 3))).contains("up");
        assertThat(layer(Networks.edsr(Shared.file("data/models/edsr-structure-b4f16-quantised_x3.pb"), 3)))
                .contains("up");
        assertThat(layer(luma("Saafke_FSRCNN_Tensorflow/FSRCNN_x3.pb", Architecture.FSRCNN, 3))).contains("conv8");
    }

    @Test
    void leavesOtherEndsToOpenCv() {
        assertThat(layer(Networks.of(Shared.file("data/models/EDSR-8-x2_in01.onnx"), Architecture.GENERIC, 2,
                new Input(Channels.RGB, List.of(0.0, 0.0, 0.0), 1)))).isEmpty();
        assertThat(layer(luma("fannymonori_TF-LapSRN/LapSRN_x4.pb", Architecture.LAPSRN, 4))).isEmpty();
    }
}
