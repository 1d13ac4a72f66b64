package dev.loupe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.TestHome;
import dev.loupe.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir
    private Path directory;

    private Path home;

    @BeforeEach
    void prepare() throws IOException {
        home = new TestHome(directory.resolve("home"), "loupe.engine=bicubic").path();
    }

    private CommandLineRun loupe(Object... arguments) {
        return CommandLineRun.of(home, arguments);
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    /** Models of its own, which a test may change. */
    private Path copyModels() throws IOException {
        Path models = home.resolve("models");
        Files.delete(models);
        for (String name : new String[] {"edsr-light-x2", "edsr-light-x3"}) {
            Path model = Files.createDirectories(models.resolve(name));
            for (String file : new String[] {"model.properties", name + ".onnx"}) {
                Files.copy(Path.of("models", name, file), model.resolve(file));
            }
        }
        return models;
    }

    @Test
    void models_are_listed_with_scale_and_licence() {
        CommandLineRun run = loupe("models");
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines()).anyMatch(line -> line.startsWith("edsr-light-x3 ") && line.contains("x3  EDSR")
                && line.endsWith("Apache-2.0"));
        assertThat(loupe("models", "list").out()).isEqualTo(run.out());
    }

    @Test
    void a_changed_model_is_named() throws IOException {
        Path models = copyModels();
        assertThat(loupe("models", "verify").out()).isEqualToIgnoringNewLines("All 2 models are as they should be.");
        Path file = models.resolve("edsr-light-x3/edsr-light-x3.onnx");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 1000));
        CommandLineRun run = loupe("models", "verify");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("edsr-light-x3.onnx");
        assertThat(loupe("doctor").exit()).isEqualTo(1);
        assertThat(loupe("doctor").out()).contains("Fault").contains("edsr-light-x3.onnx");
    }

    @Test
    void a_model_that_is_added_can_be_used() throws IOException {
        Path models = copyModels();
        Path file = Files.move(models.resolve("edsr-light-x2/edsr-light-x2.onnx"), directory.resolve("Mine_x2.onnx"));
        Files.delete(models.resolve("edsr-light-x2/model.properties"));
        Files.delete(models.resolve("edsr-light-x2"));
        CommandLineRun added = loupe("models", "add", file);
        assertThat(added.err()).isEmpty();
        assertThat(added.out()).contains("Added mine-x2 (EDSR, x2)");
        Path picture = Files.write(directory.resolve("a.png"), TestPictures.encoded(16, 16, "png", 1));
        CommandLineRun used = loupe("enhance", picture, "-o", directory.resolve("out"), "--model", "mine", "--scale",
                2);
        assertThat(used.exit()).isZero();
        assertThat(used.out()).contains("mine-x2");
        assertThat(loupe("models", "add", picture).exit()).isEqualTo(1);
    }

    @Test
    void a_model_is_prepared_for_int8_where_the_processor_has_it() throws IOException {
        Path beside = copyModels().resolve("edsr-light-x3/edsr-light-x3.onnx.int8.properties");
        CommandLineRun run = loupe("models", "calibrate", "edsr-light-x3");
        if (run.exit() == 0) {
            assertThat(run.out()).startsWith("edsr-light-x3: int8 is ").contains(" dB from f32");
            assertThat(beside).content().contains("psnr=");
        } else {
            assertThat(run.err()).startsWith("loupe: edsr-light-x3: int8 needs ");
            assertThat(beside).doesNotExist();
        }
        assertThat(loupe("models", "calibrate", "none").err()).contains("There is no model 'none'");
    }

    @Test
    void the_doctor_says_what_is_there_and_why_not_more() throws IOException {
        CommandLineRun run = loupe("doctor", "--json");
        JsonNode diagnosis = json(run.out());
        assertThat(run.exit()).isZero();
        assertThat(diagnosis.at("/home").asText()).isEqualTo(home.toString());
        assertThat(diagnosis.at("/machine/java").asText()).startsWith(Runtime.version().toString());
        assertThat(diagnosis.at("/machine/memory_bytes").asLong()).isPositive();
        assertThat(diagnosis.at("/configuration")).isEmpty();
        assertThat(diagnosis.at("/models").toString()).contains("edsr-light-x3");
        assertThat(diagnosis.at("/folders")).allMatch(folder -> folder.get("writable").asBoolean());
        assertThat(diagnosis.at("/engines"))
                .anyMatch(engine -> engine.get("engine").asText().startsWith("opencv:cuda"))
                .anyMatch(engine -> engine.get("engine").asText().equals("bicubic:cpu")
                        && engine.get("ready").asBoolean())
                .allMatch(engine -> !engine.get("detail").asText().isBlank());
        assertThat(loupe("doctor").out()).contains("bicubic:cpu ready").endsWith("Pictures can be enlarged here.\n");
    }

    @Test
    void the_doctor_tells_a_bad_configuration_and_a_folder_in_the_way() throws IOException {
        Files.writeString(home.resolve("config/application.properties"), "loupe.scale=x\n");
        assertThat(loupe("doctor").exit()).isEqualTo(1);
        assertThat(loupe("doctor").out()).contains("loupe.scale");
        Files.writeString(home.resolve("config/application.properties"), "");
        Files.createDirectories(home.resolve("data"));
        Files.createFile(home.resolve("data/outbox"));
        CommandLineRun run = loupe("doctor");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("Fault    outbox");
    }

    @Test
    void a_benchmark_is_one_object() throws IOException {
        CommandLineRun run = loupe("bench", "--json", "--model", "edsr-b2f8x3", "--side", 24, "--engine", "bicubic",
                "--runs", 3);
        assertThat(run.err()).isEmpty();
        JsonNode measured = json(run.out());
        assertThat(measured.get("model").asText()).isEqualTo("edsr-b2f8x3");
        assertThat(measured.get("engine").asText()).isEqualTo("bicubic");
        assertThat(measured.get("device").asText()).isEqualTo("cpu");
        assertThat(measured.get("precision").asText()).isEqualTo("f32");
        assertThat(measured.get("all")).hasSize(3);
        assertThat(measured.get("milliseconds").asDouble()).isPositive();
        // head, two blocks of two convolutions, body, tail: 3x3 each
        double macs = 9 * (3 * 8 + 5 * 8 * 8 + 8 * 27);
        assertThat(measured.get("tflops").asDouble() * measured.get("milliseconds").asDouble() * 1e9)
                .isCloseTo(2 * macs * 24 * 24, org.assertj.core.data.Percentage.withPercentage(0.001));
        assertThat(measured.get("rss_bytes").asLong()).isGreaterThan(10_000_000);
    }

    @Test
    void the_reference_runs_what_is_built_in_and_random_networks() throws IOException {
        JsonNode light = json(loupe("bench", "--json", "--model", "edsr-light-x2", "--side", 16, "--engine",
                "reference",
                "--runs", 1).out());
        assertThat(light.get("engine").asText()).isEqualTo("reference");
        assertThat(light.get("milliseconds").asDouble()).isPositive();
        CommandLineRun random = loupe("bench", "--model", "edsr-b1f8x4", "--side", 16, "--engine", "reference",
                "--runs", 2, "--jpeg", 95);
        assertThat(random.exit()).isZero();
        assertThat(random.out()).contains("edsr-b1f8x4 at 16x16 on reference:cpu f32").contains("median of 2");
    }

    @Test
    void a_benchmark_of_nothing_is_wrong_usage() {
        assertThat(loupe("bench", "--side", 0).exit()).isEqualTo(2);
        assertThat(loupe("bench", "--jpeg", 0).exit()).isEqualTo(2);
        assertThat(loupe("bench", "--precision", "f99").exit()).isEqualTo(2);
        assertThat(loupe("bench", "--model", "none").exit()).isNotZero();
    }

    @Test
    void wrong_commands_end_with_2_and_help_with_0() {
        assertThat(loupe().exit()).isEqualTo(2);
        assertThat(loupe("enlarge").exit()).isEqualTo(2);
        assertThat(loupe("help", "enhance").exit()).isZero();
        assertThat(loupe("--version").out()).startsWith("loupe ");
    }

    @Test
    void a_new_home_gets_what_it_lacks_from_the_installation() throws IOException {
        Path installation = Files.createDirectories(directory.resolve("installation"));
        Files.createDirectories(installation.resolve("routes/mine"));
        Files.writeString(installation.resolve("routes/mine/a.camel.yaml"), "- route");
        Files.createDirectories(installation.resolve("config"));
        Files.writeString(installation.resolve("config/application.properties"), "theirs");
        Path fresh = directory.resolve("fresh");
        Files.createDirectories(fresh.resolve("config"));
        Files.writeString(fresh.resolve("config/application.properties"), "ours");
        assertThat(Home.prepare(fresh, installation)).isEqualTo(fresh);
        assertThat(fresh.resolve("routes/mine/a.camel.yaml")).hasContent("- route");
        assertThat(fresh.resolve("config/application.properties")).hasContent("ours");
        assertThat(Home.prepare(null, installation)).isEqualTo(installation);
    }
}
