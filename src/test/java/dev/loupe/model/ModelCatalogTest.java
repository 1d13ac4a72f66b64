package dev.loupe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Model.Channels;
import dev.loupe.model.Model.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogTest {
    private static final Path BUILT_IN = Path.of("models");

    @TempDir
    Path models;

    /** The built-in models, copied. */
    @BeforeEach
    void copyModels() throws IOException {
        try (Stream<Path> files = Files.walk(BUILT_IN)) {
            for (Path file : files.toList()) {
                Path copy = models.resolve(BUILT_IN.relativize(file).toString());
                if (!Files.exists(copy)) {
                    Files.copy(file, copy);
                }
            }
        }
    }

    @Test
    void the_built_in_family_is_whole_and_sound() {
        ModelCatalog catalog = ModelCatalog.load(BUILT_IN);

        assertThat(catalog.members("edsr-light")).extracting(Model::name)
                .containsExactly("edsr-light-x2", "edsr-light-x3", "edsr-light-x4");
        Model model = catalog.find("edsr-light-x3", OptionalInt.empty());
        assertThat(model.architecture()).isEqualTo(Architecture.EDSR);
        assertThat(model.input()).isEqualTo(new Input(Channels.BGR, List.of(0.0, 0.0, 0.0), 255));
        assertThat(model.receptiveRadius()).isEqualTo(35);
        assertThat(model.file()).isRegularFile();
        assertThat(model.isOnnx()).isTrue();
        assertThat(model.licence()).isEqualTo("Apache-2.0");
        assertThat(model.measured().get("set5")).isBetween(33.8, 34.4);
        assertThat(model.measured()).containsOnlyKeys("set5", "set14", "set14-jpeg90", "set14-jpeg40");
    }

    @ParameterizedTest
    @CsvSource({"edsr-light,2,edsr-light-x2", "edsr-light,4,edsr-light-x4", "edsr-light,,edsr-light-x3",
        "edsr-light-x4,,edsr-light-x4", "edsr-light-x2,2,edsr-light-x2"})
    void a_family_and_a_scale_or_a_name_find_a_model(String name, Integer scale, String expected) {
        OptionalInt asked = scale == null ? OptionalInt.empty() : OptionalInt.of(scale);

        assertThat(ModelCatalog.load(models).find(name, asked).name()).isEqualTo(expected);
    }

    @Test
    void a_conflicting_scale_is_refused_with_what_there_is() {
        ModelCatalog catalog = ModelCatalog.load(models);

        assertThatThrownBy(() -> catalog.find("edsr-light-x3", OptionalInt.of(2))).isInstanceOf(Rejected.class)
                .hasMessage("'edsr-light-x3' does not enlarge 2 times. There are: edsr-archive (x2, x3, x4);"
                        + " edsr-light (x2, x3, x4).")
                .extracting(thrown -> ((Rejected) thrown).reason()).isEqualTo(Reason.BAD_OPTION);
        assertThatThrownBy(() -> catalog.find("edsr-light", OptionalInt.of(8))).isInstanceOf(Rejected.class)
                .hasMessageContaining("does not enlarge 8 times");
    }

    @Test
    void an_unknown_name_is_refused_with_what_there_is() {
        ModelCatalog catalog = ModelCatalog.load(models);

        assertThatThrownBy(() -> catalog.find("esrgan", OptionalInt.empty())).isInstanceOf(Rejected.class)
                .hasMessage("There is no model 'esrgan'. There are: edsr-archive (x2, x3, x4); edsr-light (x2, x3, x4).");
        assertThatThrownBy(() -> catalog.scales("esrgan")).isInstanceOf(Rejected.class);
    }

    @Test
    void scales_are_a_familys_or_a_models() throws IOException {
        ModelCatalog catalog = ModelCatalog.load(models);
        assertThat(catalog.scales("edsr-light")).containsExactly(2, 3, 4);
        assertThat(catalog.scales("edsr-light-x4")).containsExactly(4);

        remove("edsr-light-x3");
        assertThat(ModelCatalog.load(models).find("edsr-light", OptionalInt.empty()).scale()).isEqualTo(2);
    }

    @Test
    void one_flipped_byte_is_found() throws IOException {
        Path file = models.resolve("edsr-light-x3/edsr-light-x3.onnx");
        String right = Checksum.of(file);
        byte[] bytes = Files.readAllBytes(file);
        bytes[2_000_000] ^= 1;
        Files.write(file, bytes);

        assertThat(ModelCatalog.verify(models)).singleElement().asString()
                .startsWith("model edsr-light-x3: edsr-light-x3.onnx was changed or cut off; its sha256 should be " + right
                        + " and is " + Checksum.of(file) + ".");
        assertThatThrownBy(() -> ModelCatalog.load(models)).isInstanceOf(Failed.class)
                .hasMessageStartingWith("1 fault in the models of " + models + ":\n  model edsr-light-x3:");
    }

    @Test
    void all_faults_are_listed_at_once() throws IOException {
        Path file = models.resolve("edsr-light-x2/edsr-light-x2.onnx");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
        change("edsr-light-x3", "scale=3", "scale=drei");
        change("edsr-light-x3", "mean=0, 0, 0", "mean=0, 300");
        change("edsr-light-x4", "licence=Apache-2.0", "license=Apache-2.0");
        Files.createDirectory(models.resolve("empty"));
        Files.createDirectory(models.resolve(".adding-something"));

        assertThat(ModelCatalog.verify(models)).satisfiesExactly(
                fault -> assertThat(fault).startsWith("model edsr-light-x2: edsr-light-x2.onnx was changed or cut off"),
                fault -> assertThat(fault).endsWith("x3: mean='0, 300', expected: three numbers from 0 to 255."),
                fault -> assertThat(fault).endsWith("x3: scale='drei', expected: a whole number from 2 to 8."),
                fault -> assertThat(fault).endsWith("x4: 'license' is no key of model.properties."),
                fault -> assertThat(fault).startsWith("model edsr-light-x4: licence is missing, expected: "),
                fault -> assertThat(fault).startsWith("model empty: there is no model.properties in "));
    }

    @Test
    void weights_are_not_taken_from_anywhere_else() throws IOException {
        change("edsr-light-x2", "file=edsr-light-x2.onnx", "file=../edsr-light-x3/edsr-light-x3.onnx");
        Files.delete(models.resolve("edsr-light-x4/edsr-light-x4.onnx"));

        assertThat(ModelCatalog.verify(models)).hasSize(2)
                .allSatisfy(fault -> assertThat(fault).endsWith("expected: an .onnx or .pb file that lies beside it."));
    }

    @Test
    void two_members_of_one_scale_are_one_too_many() throws IOException {
        change("edsr-light-x4", "scale=4", "scale=2");

        assertThat(ModelCatalog.verify(models)).containsExactly(
                "model edsr-light-x4: the family edsr-light has a member of scale 2 already, edsr-light-x2.");
    }

    @Test
    void no_models_at_all_is_a_fault(@TempDir Path empty) {
        assertThat(ModelCatalog.verify(empty)).containsExactly("there is no model in " + empty + ".");
        assertThat(ModelCatalog.verify(empty.resolve("absent")))
                .containsExactly("there is no folder " + empty.resolve("absent") + ".");
    }

    private void change(String name, String from, String to) throws IOException {
        Path file = models.resolve(name).resolve(ModelProperties.FILE);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private void remove(String name) throws IOException {
        try (Stream<Path> files = Files.list(models.resolve(name))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(models.resolve(name));
    }
}
