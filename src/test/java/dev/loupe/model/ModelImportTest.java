package dev.loupe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.Rejected;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Model.Channels;
import dev.loupe.model.Model.Input;
import dev.loupe.model.ModelImport.Added;
import dev.loupe.model.graph.Edsr;
import dev.loupe.model.graph.EdsrTrunk;
import dev.loupe.model.graph.GraphFile;
import dev.loupe.model.graph.OnnxBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelImportTest {
    private static final Input LUMA = new Input(Channels.Y, List.of(0.0), 1);
    private static final Path LIGHT = Path.of("models/edsr-light-x3/edsr-light-x3.onnx");

    @TempDir
    Path home;

    private Path models() {
        return home.resolve("models");
    }

    /** OpenCV's own EDSR_x3.pb is this, with more and wider blocks. */
    private Path dropped(String name) throws IOException {
        Path file = RandomModel.write("edsr-b2f8x3", home).file();
        return Files.move(file, home.resolve(name));
    }

    @Test
    void opencvs_edsr_becomes_a_working_model() throws IOException {
        Added added = ModelImport.add(dropped("EDSR_x3.pb"), models());

        Model model = ModelCatalog.load(models()).find("edsr", OptionalInt.of(3));
        assertThat(model).isEqualTo(added.model());
        assertThat(model.name()).isEqualTo("edsr-x3");
        assertThat(model.architecture()).isEqualTo(Architecture.EDSR);
        assertThat(model.input()).isEqualTo(new Input(Channels.BGR, Edsr.MEAN, 255));
        assertThat(model.receptiveRadius()).isEqualTo(7);
        assertThat(Files.mismatch(model.file(), home.resolve("EDSR_x3.pb"))).isEqualTo(-1);
        assertThat(added.notes()).isEmpty();
    }

    @Test
    void our_own_onnx_is_known_by_the_mean_inside_it() {
        Model model = ModelImport.add(LIGHT, models()).model();

        assertThat(model.name()).isEqualTo("edsr-light-x3");
        assertThat(model.input()).isEqualTo(new Input(Channels.BGR, List.of(0.0, 0.0, 0.0), 255));
        assertThat(model.receptiveRadius()).isEqualTo(35);
    }

    @ParameterizedTest
    @CsvSource({
        "Saafke_FSRCNN_Tensorflow/FSRCNN_x2.pb, FSRCNN, fsrcnn-x2, 6",
        "Saafke_FSRCNN_Tensorflow/FSRCNN-small_x4.pb, FSRCNN, fsrcnn-small-x4, 3",
        "fannymonori_TF-ESPCN/ESPCN_x3.pb, ESPCN, espcn-x3, 4",
        "fannymonori_TF-LapSRN/LapSRN_x2.pb, LAPSRN, lapsrn-x2, 12",
        "fannymonori_TF-LapSRN/LapSRN_x4.pb, LAPSRN, lapsrn-x4, 18",
    })
    void opencvs_luma_networks_take_luma_from_0_to_1(String path, Architecture architecture, String name, int radius) {
        Added added = ModelImport.add(Shared.file("data/models/" + path), models());

        assertThat(added.model().name()).isEqualTo(name);
        assertThat(added.model().architecture()).isEqualTo(architecture);
        assertThat(added.model().input()).isEqualTo(LUMA);
        assertThat(added.model().receptiveRadius()).isEqualTo(radius);
        assertThat(added.notes()).hasSize(architecture == Architecture.ESPCN ? 1 : 0);
    }

    @Test
    void colour_order_and_range_are_told_from_the_mean_inside() {
        Model model = ModelImport.add(Shared.file("data/models/EDSR-8-x2_in01.onnx"), models()).model();

        assertThat(model.name()).isEqualTo("edsr-8-in01-x2");
        assertThat(model.architecture()).isEqualTo(Architecture.EDSR);
        assertThat(model.input()).isEqualTo(new Input(Channels.RGB, List.of(0.0, 0.0, 0.0), 1));
        assertThat(model.receptiveRadius()).isEqualTo(20);
    }

    @Test
    void quantised_files_are_known_like_the_others() {
        Added added = ModelImport.add(Shared.file("data/models/edsr-structure-b4f16-quantised_x3.pb"), models());

        assertThat(added.model().input().mean()).isEqualTo(Edsr.MEAN);
        assertThat(added.model().receptiveRadius()).isEqualTo(11);
    }

    @Test
    void a_name_that_is_taken_is_refused_and_what_is_there_stays() throws IOException {
        Path file = dropped("EDSR_x3.pb");
        Model first = ModelImport.add(file, models()).model();

        assertThatThrownBy(() -> ModelImport.add(file, models())).isInstanceOf(Rejected.class)
                .hasMessageStartingWith("A model edsr-x3 is there already");
        assertThat(ModelCatalog.load(models()).models()).containsExactly(first);
    }

    @Test
    void nothing_is_left_behind_by_a_file_that_is_refused() throws IOException {
        Path broken = home.resolve("broken_x2.onnx");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(LIGHT), 1_000_000));

        assertThatThrownBy(() -> ModelImport.add(broken, models())).isInstanceOf(Rejected.class)
                .hasMessageContaining("broken_x2.onnx cannot be used: it is broken or cut off");
        assertThat(models()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"_x3.pb", "auto.pb", "____.pb"})
    void a_file_that_no_model_can_be_named_after_is_refused(String name) throws IOException {
        Path file = dropped(name);

        assertThatThrownBy(() -> ModelImport.add(file, models())).isInstanceOf(Rejected.class)
                .hasMessageContaining("rename the file");
    }

    @Test
    void what_was_added_is_all_there_is() throws IOException {
        ModelImport.add(dropped("EDSR_x3.pb"), models());

        try (Stream<Path> files = Files.walk(models())) {
            assertThat(files.map(file -> models().relativize(file).toString()))
                    .containsExactlyInAnyOrder("", "edsr-x3", "edsr-x3/EDSR_x3.pb", "edsr-x3/model.properties");
        }
    }

    @Test
    void a_built_in_model_in_opencvs_form_is_the_same_network() {
        Model model = ModelCatalog.load(Path.of("models")).find("edsr-light-x2", OptionalInt.empty());
        Path file = home.resolve("EDSR_x2.pb");

        OpenCvForm.write(model, file);

        EdsrTrunk trunk = EdsrTrunk.find(GraphFile.read(file).network()).orElseThrow();
        assertThat(trunk.blocks()).hasSize(16);
        assertThat(ModelImport.add(file, models()).model().input().mean()).isEqualTo(Edsr.MEAN);
    }

    /** Nearest neighbours twice, then a convolution and an operation that Loupe has no word for. */
    private static OnnxBuilder enlarger(int channels, float factor) {
        return new OnnxBuilder(channels)
                .constant("scales", new int[] {4}, 1, 1, factor, factor)
                .passing("w", channels, channels, 3)
                .node("Resize", "large", List.of("in", "", "scales"))
                .convolution("conv", "large", "w", 1)
                .node("Sigmoid", "out", List.of("conv"));
    }

    private Path written(String name, OnnxBuilder builder) throws IOException {
        return Files.write(home.resolve(name), builder.output("out").bytes());
    }

    @Test
    void any_other_onnx_is_generic_and_what_it_does_not_say_is_said() throws IOException {
        Added added = ModelImport.add(written("Real ESRGAN 2x.onnx", enlarger(3, 2)), models());

        assertThat(added.model().name()).isEqualTo("real-esrgan-x2");
        assertThat(added.model().architecture()).isEqualTo(Architecture.GENERIC);
        assertThat(added.model().input()).isEqualTo(new Input(Channels.RGB, List.of(0.0, 0.0, 0.0), 1));
        assertThat(added.model().receptiveRadius()).isEqualTo(2);
        assertThat(added.notes()).hasSize(2);
        assertThat(added.notes().get(0)).contains("taken to be RGB from 0 to 1");
        assertThat(added.notes().get(1)).contains("Resize, Sigmoid");
    }

    @Test
    void what_cannot_work_is_refused_with_the_reason() throws IOException {
        Path same = written("same.onnx", enlarger(3, 1));
        Path layers = written("layers.onnx", enlarger(4, 2));
        Path odd = written("odd.onnx", enlarger(3, 1.5f));

        assertThatThrownBy(() -> ModelImport.add(same, models())).isInstanceOf(Rejected.class)
                .hasMessage("The network same.onnx cannot be used: it enlarges 1 times; 2 to 8 times are expected.");
        assertThatThrownBy(() -> ModelImport.add(layers, models())).isInstanceOf(Rejected.class)
                .hasMessageContaining("it takes 4 channels");
        assertThatThrownBy(() -> ModelImport.add(odd, models())).isInstanceOf(Rejected.class)
                .hasMessageContaining("resizes by something else than a fixed whole number");
        assertThat(models()).doesNotExist();
    }
}
