package dev.loupe.model.graph;

import static dev.loupe.model.graph.TestPictures.largestDifference;
import static dev.loupe.model.graph.TestPictures.noise;
import static dev.loupe.model.graph.TestPictures.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.model.Shared;
import dev.loupe.model.graph.Network.Convolution;
import dev.loupe.model.graph.Network.DepthToSpace;
import dev.loupe.model.graph.Network.Operation;
import dev.loupe.model.graph.Network.Other;
import dev.loupe.model.graph.Network.PRelu;
import dev.loupe.model.graph.ReferenceNetwork.Planes;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphFileTest {
    private static final String FSRCNN = "data/models/Saafke_FSRCNN_Tensorflow/";
    private static final String ESPCN = "data/models/fannymonori_TF-ESPCN/";
    private static final String LAPSRN = "data/models/fannymonori_TF-LapSRN/";

    private static Path builtIn(int scale) {
        String name = "edsr-light-x" + scale;
        return Path.of("models", name, name + ".onnx");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void reads_the_built_in_networks(int scale) {
        GraphFile file = GraphFile.read(builtIn(scale));
        EdsrTrunk trunk = EdsrTrunk.find(file.network()).orElseThrow();

        assertThat(file.geometry()).isEqualTo(new Geometry(scale, 35));
        assertThat(file.network().channels()).isEqualTo(3);
        assertThat(file.resultChannels()).isEqualTo(3);
        assertThat(trunk.blocks()).hasSize(16);
        assertThat(trunk.head().out()).isEqualTo(64);
        assertThat(file.network().operations()).hasSize(5 + 4 * 16 + 2).noneMatch(Other.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void the_built_in_networks_compute_what_opencv_computes(int scale) {
        agreesWithOpenCv(builtIn(scale), noise(3, 5, 7), 0.01);
    }

    @ParameterizedTest
    @CsvSource({
        "data/models/edsr-structure-b4f16_x3.pb, 3, 3, 11",
        "data/models/edsr-structure-b4f16-quantised_x3.pb, 3, 3, 11",
        FSRCNN + "FSRCNN_x2.pb, 1, 2, 6",
        FSRCNN + "FSRCNN_x3.pb, 1, 3, 6",
        FSRCNN + "FSRCNN_x4.pb, 1, 4, 6",
        FSRCNN + "FSRCNN-small_x2.pb, 1, 2, 3",
        FSRCNN + "FSRCNN-small_x3.pb, 1, 3, 3",
        FSRCNN + "FSRCNN-small_x4.pb, 1, 4, 3",
        ESPCN + "ESPCN_x2.pb, 1, 2, 4",
        ESPCN + "ESPCN_x3.pb, 1, 3, 4",
        ESPCN + "ESPCN_x4.pb, 1, 4, 4",
        LAPSRN + "LapSRN_x2.pb, 1, 2, 12",
        LAPSRN + "LapSRN_x4.pb, 1, 4, 18",
        "data/models/EDSR-8-x2_in01.onnx, 3, 2, 20",
    })
    void reads_other_peoples_networks_as_opencv_does(String path, int channels, int scale, int radius) {
        Path path1 = Shared.file(path);
        GraphFile file = GraphFile.read(path1);

        assertThat(file.geometry()).isEqualTo(new Geometry(scale, radius));
        assertThat(file.network().channels()).isEqualTo(channels);
        assertThat(file.resultChannels()).isEqualTo(channels);
        inputsAreMadeBeforeTheyAreUsed(file.network());
        boolean unitRange = !path.contains("structure");
        agreesWithOpenCv(path1, times(noise(channels, 5, 7), unitRange ? 1 / 255f : 1), unitRange ? 4e-5 : 0.01);
    }

    private static void agreesWithOpenCv(Path file, Planes picture, double tolerance) {
        Planes ours = ReferenceNetwork.run(GraphFile.read(file).network(), picture);

        assertThat(largestDifference(ours, OpenCvNet.run(file, picture))).isLessThan(tolerance);
    }

    private static void inputsAreMadeBeforeTheyAreUsed(Network network) {
        Set<String> made = new HashSet<>(Set.of(network.input()));
        for (Operation operation : network.operations()) {
            assertThat(made).containsAll(Operations.inputs(operation));
            assertThat(made.add(operation.output())).isTrue();
        }
        assertThat(made).contains(network.output());
    }

    @Test
    void a_rectifier_spelt_out_in_five_nodes_is_one() {
        Network network = GraphFile.read(Shared.file(FSRCNN + "FSRCNN_x2.pb")).network();

        assertThat(network.operations().stream().filter(PRelu.class::isInstance)).hasSize(7);
        assertThat(network.operations()).noneMatch(Other.class::isInstance);
    }

    @Test
    void what_no_word_is_for_is_named_as_its_file_names_it() {
        Network network = GraphFile.read(Shared.file(ESPCN + "ESPCN_x3.pb")).network();

        assertThat(network.operations().get(network.operations().size() - 1))
                .isEqualTo(new Other("NHWC_output", "Tanh", List.of("DepthToSpace"), "NHWC_output"));
    }

    /** OpenCV's importers call a convolution with its bias by the convolution's name, and engines look for it there. */
    @Test
    void a_convolution_keeps_its_name_when_its_bias_is_a_node_of_its_own() {
        Network network = GraphFile.read(Shared.file("data/models/edsr-structure-b4f16_x3.pb")).network();
        int last = network.operations().size() - 1;

        assertThat(network.operations().get(last)).isInstanceOf(DepthToSpace.class);
        assertThat(network.operations().get(last - 1).node()).isEqualTo("up");
        assertThat(network.operations().get(last - 1).output()).isEqualTo("up/bias");
    }

    @Test
    void bytes_behind_dequantize_are_nearly_the_floats_they_were() {
        Network floats = GraphFile.read(Shared.file("data/models/edsr-structure-b4f16_x3.pb")).network();
        Network bytes = GraphFile.read(Shared.file("data/models/edsr-structure-b4f16-quantised_x3.pb")).network();

        assertThat(bytes.operations()).hasSameSizeAs(floats.operations());
        for (int i = 0; i < floats.operations().size(); i++) {
            if (floats.operations().get(i) instanceof Convolution exact) {
                Convolution rough = (Convolution) bytes.operations().get(i);
                float step = range(exact.weights()) / 255;
                assertThat(rough.bias()).isEqualTo(exact.bias());
                for (int weight = 0; weight < exact.weights().length; weight++) {
                    assertThat(Math.abs(rough.weights()[weight] - exact.weights()[weight])).isLessThan(step);
                }
            }
        }
    }

    private static float range(float[] weights) {
        float min = Float.MAX_VALUE;
        float max = -Float.MAX_VALUE;
        for (float weight : weights) {
            min = Math.min(min, weight);
            max = Math.max(max, weight);
        }
        return max - min;
    }
}
