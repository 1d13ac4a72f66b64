package dev.loupe.model.graph;

import static dev.loupe.model.graph.TestPictures.largestDifference;
import static dev.loupe.model.graph.TestPictures.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.loupe.failure.Rejected;
import dev.loupe.model.Shared;
import dev.loupe.model.graph.ReferenceNetwork.Planes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdsrTest {
    private static final List<Double> NO_MEAN = List.of(0.0, 0.0, 0.0);

    @TempDir
    Path folder;

    private static Network builtIn(int scale) {
        String name = "edsr-light-x" + scale;
        return GraphFile.read(Path.of("models", name, name + ".onnx")).network();
    }

    /** The proof that stock OpenCV enlarges a picture with our weights as our ONNX file does. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void the_built_in_networks_run_in_opencvs_own_enlarger(int scale) {
        Path file = folder.resolve("EDSR_x" + scale + ".pb");
        EdsrFile.write(Edsr.of(builtIn(scale), NO_MEAN, 255), file);
        Planes picture = TestPictures.noise(3, 7, 5);

        Planes ours = ReferenceNetwork.run(builtIn(scale), picture);
        Planes theirs = OpenCvNet.upsample(file, scale, picture);

        for (int i = 0; i < ours.values().length; i++) {
            double expected = Math.max(0, Math.min(255, ours.values()[i]));
            assertThat((double) theirs.values()[i]).isCloseTo(expected, within(0.51));
        }
    }

    @Test
    void what_is_written_is_read_as_the_same_network() {
        Path file = folder.resolve("written.pb");
        Edsr edsr = RandomEdsr.of("edsr-b2f8x3");
        EdsrFile.write(edsr, file);

        GraphFile read = GraphFile.read(file);
        Planes picture = noise(3, 6, 4);
        assertThat(read.geometry()).isEqualTo(new Geometry(3, 7));
        assertThat(ReferenceNetwork.run(read.network(), picture).values())
                .isEqualTo(ReferenceNetwork.run(edsr.network(), picture).values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"edsr-b1f8x2", "edsr-b8f32x3", "edsr-b4f64x4"})
    void random_networks_give_nearly_their_input(String name) {
        Edsr edsr = RandomEdsr.of(name);
        Planes picture = TestPictures.slopes(3, 6, 8);
        Planes centred = Planes.of(3, 6, 8);
        for (int i = 0; i < picture.values().length; i++) {
            centred.values()[i] = picture.values()[i] - Edsr.MEAN.get(i / 48).floatValue();
        }

        Planes result = ReferenceNetwork.run(edsr.network(), centred);

        assertThat(result.height()).isEqualTo(6 * edsr.scale());
        double sum = 0;
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < result.height(); y++) {
                for (int x = 0; x < result.width(); x++) {
                    float repeated = centred.at(channel, y / edsr.scale(), x / edsr.scale());
                    assertThat(result.at(channel, y, x)).isCloseTo(repeated, within(25f));
                    sum += Math.abs(result.at(channel, y, x) - repeated);
                }
            }
        }
        assertThat(sum / result.values().length).isBetween(0.1, 6.0);
    }

    @Test
    void random_networks_are_always_the_same_and_of_the_size_they_are_named_after() throws IOException {
        Path one = folder.resolve("one.pb");
        Path other = folder.resolve("other.pb");
        EdsrFile.write(RandomEdsr.of(3, 16, 2), one);
        EdsrFile.write(RandomEdsr.of("edsr-b3f16x2"), other);

        assertThat(Files.mismatch(one, other)).isEqualTo(-1);
        assertThat(RandomEdsr.of("edsr-b3f16x2").blocks()).hasSize(3);
        assertThat(RandomEdsr.of("edsr-b3f16x2").features()).isEqualTo(16);
        assertThat(RandomEdsr.isName("edsr-b32f256x3")).isTrue();
        assertThat(RandomEdsr.isName("edsr-light-x3")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"edsr-b0f8x2", "edsr-b1f4x2", "edsr-b1f8x5", "edsr-b99f8x2", "edsr-b1f999x2", "nonsense"})
    void sizes_that_cannot_be_are_refused(String name) {
        assertThatThrownBy(() -> RandomEdsr.of(name)).isInstanceOf(Rejected.class);
    }

    @Test
    void other_tails_and_other_networks_have_no_such_form() {
        Network heavier = GraphFile.read(Shared.file("data/models/EDSR-8-x2_in01.onnx")).network();
        Network none = GraphFile.read(Shared.file("data/models/fannymonori_TF-ESPCN/ESPCN_x2.pb")).network();

        assertThat(EdsrTrunk.find(heavier).orElseThrow().blocks()).hasSize(8);
        assertThatThrownBy(() -> Edsr.of(heavier, NO_MEAN, 1)).isInstanceOf(Rejected.class)
                .hasMessageContaining("one convolution after its last sum");
        assertThatThrownBy(() -> Edsr.of(none, NO_MEAN, 1)).isInstanceOf(Rejected.class)
                .hasMessageContaining("no EDSR");
    }

    @Test
    void a_range_outside_the_network_goes_into_its_weights() {
        Network network = RandomEdsr.of("edsr-b1f8x2").network();
        List<Double> mean = Edsr.MEAN;
        Planes centred = noise(3, 5, 5);

        Planes plain = ReferenceNetwork.run(network, TestPictures.times(centred, 1 / 255f));
        Planes folded = ReferenceNetwork.run(Edsr.of(network, mean, 1).network(), centred);

        assertThat(largestDifference(TestPictures.times(plain, 255), folded)).isLessThan(0.01);
    }

    @Test
    void another_mean_has_no_such_form() {
        Network network = RandomEdsr.of("edsr-b1f8x2").network();

        assertThatThrownBy(() -> Edsr.of(network, List.of(103.0, 116.0, 123.0), 255)).isInstanceOf(Rejected.class)
                .hasMessageContaining("centred on 116.00 in channel 1");
    }
}
