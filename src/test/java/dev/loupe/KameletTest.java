package dev.loupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.core.Core;
import dev.loupe.settings.Settings;
import dev.loupe.upscale.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Kamelet {@code loupe-action}, for other people's routes. */
@Tag("slow")
class KameletTest {
    private static final byte[] PICTURE = TestPictures.encoded(20, 10, "png", 1);

    @TempDir
    private Path directory;

    private TestHome home;
    private Core core;
    private AutoCloseable service;

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
            core.close();
        }
    }

    private void eventually(String folder, String... files) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(home.files(folder)).containsExactly(files));
    }

    @Test
    void a_kamelet_is_the_same_as_a_step() throws Exception {
        Files.createDirectories(directory.resolve("home/routes"));
        Files.writeString(directory.resolve("home/routes/mine.camel.yaml"), """
                - route:
                    id: mine
                    from:
                      uri: file
                      parameters: { directoryName: "{{loupe.home}}/data/mine", include: ".*png", move: .done }
                      steps:
                        - to: { uri: kamelet:loupe-action, parameters: { scale: "2", format: jpeg } }
                        - to: { uri: "file:{{loupe.home}}/data/theirs?fileName=result.jpg&tempPrefix=." }
                """);
        home = new TestHome(directory.resolve("home"), "loupe.engine=bicubic", "loupe.folder.enabled=false");
        App app = new App();
        core = app.open(Settings.load(home.path()));
        service = app.serve(core);
        Files.createDirectories(home.data("mine"));
        Files.move(Files.write(directory.resolve("a.png"), PICTURE), home.data("mine/a.png"));
        eventually("theirs", "result.jpg");
        assertThat(TestPictures.decode(Files.readAllBytes(home.data("theirs/result.jpg"))).getWidth()).isEqualTo(40);
        assertThat(Files.readAllBytes(home.data("theirs/result.jpg"))).startsWith(0xFF, 0xD8);
    }

    @Test
    void the_kamelet_has_every_option_and_says_what_it_is_for() throws IOException {
        String text = Files.readString(Path.of("routes/loupe-action.kamelet.yaml"));
        JsonNode kamelet = new ObjectMapper()
                .valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
        JsonNode properties = kamelet.at("/spec/definition/properties");
        List<String> options = Arrays.stream(Option.values()).map(KameletTest::camelCase).sorted().toList();
        assertThat(properties.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(options);
        assertThat(properties).allMatch(property -> !property.path("description").asText().isBlank());
        assertThat(Arrays.stream(Option.values()))
                .allMatch(option -> text.contains("name: " + option.header() + ", constant: { expression: \"{{"
                        + camelCase(option) + "}}\""));
    }

    private static String camelCase(Option option) {
        String header = option.header().substring("Loupe".length());
        return header.substring(0, 1).toLowerCase(Locale.ROOT) + header.substring(1);
    }
}
