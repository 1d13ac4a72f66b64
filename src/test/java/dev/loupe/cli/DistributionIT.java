package dev.loupe.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.Needs;
import dev.loupe.TestPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user downloads: unpacked into a folder with a space in its name, started through a link, with Java alone. */
class DistributionIT {
    private static final Path ARCHIVE = Path.of("target", "loupe-" + System.getProperty("loupe.version") + ".tar.gz");

    @TempDir
    private static Path directory;

    private static Path installation;
    private static Path launcher;

    private Process service;

    @BeforeAll
    static void unpack() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("some folder"));
        assertThat(start(directory.resolve("tar.log"), Map.of(), "tar", "xzf", ARCHIVE.toAbsolutePath(), "-C", folder)
                .waitFor()).isZero();
        try (Stream<Path> unpacked = Files.list(folder)) {
            installation = unpacked.findFirst().orElseThrow();
        }
        Path bin = Files.createDirectories(directory.resolve("bin"));
        launcher = Files.createSymbolicLink(bin.resolve("loupe"), bin.relativize(installation.resolve("bin/loupe")));
        Needs.executable(launcher);
    }

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.destroyForcibly().waitFor();
        }
    }

    private static Process start(Path log, Map<String, String> environment, Object... command) throws IOException {
        List<String> words = new ArrayList<>();
        for (Object word : command) {
            words.add(word.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Path picture(String name, int side) throws IOException {
        return Files.write(directory.resolve(name), TestPictures.encoded(side, side, "png", 1));
    }

    @Test
    void a_picture_is_enlarged_offline_by_the_built_in_network() throws Exception {
        Path log = directory.resolve("enhance.log");
        String name = "UTF-8".equals(System.getProperty("sun.jnu.encoding")) ? "früh.png" : "early.png";
        Process loupe = start(log, Map.of(), launcher, "enhance", picture(name, 32), "-o", directory.resolve("out"));
        assertThat(loupe.waitFor(120, SECONDS)).isTrue();
        assertThat(log).content().contains("32x32 -> 96x96 (x3), edsr-light-x3").hasLineCount(1);
        assertThat(loupe.exitValue()).isZero();
        assertThat(TestPictures.decode(Files.readAllBytes(directory.resolve("out").resolve(name))).getWidth())
                .isEqualTo(96);
    }

    @Test
    void an_interrupted_command_leaves_no_half_file() throws Exception {
        Path out = directory.resolve("interrupted");
        Process loupe = start(directory.resolve("interrupted.log"), Map.of(), launcher, "enhance",
                picture("large.png", 1500),
                "-o", out, "--engine", "opencv");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(out));
        loupe.destroy();
        assertThat(loupe.waitFor(30, SECONDS)).isTrue();
        assertThat(loupe.exitValue()).isEqualTo(130);
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void the_service_takes_what_is_dropped_and_stops_when_it_is_told() throws Exception {
        Path log = directory.resolve("run.log");
        service = start(log, Map.of("LOUPE_ENGINE", "bicubic", "LOUPE_FOLDER_SETTLE", "100ms", "LOUPE_LOG_FORMAT",
                "json"),
                launcher, "run");
        Path data = installation.resolve("data");
        await().atMost(Duration.ofSeconds(120))
                .until(() -> Files.readString(log).contains("Drop pictures into " + data.resolve("inbox")));
        Files.copy(picture("dropped.png", 20), Files.createDirectories(data.resolve("inbox")).resolve("dropped.png"));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(data.resolve("outbox/dropped.png")));
        service.destroy();
        assertThat(service.waitFor(60, SECONDS)).isTrue();
        assertThat(service.exitValue()).isEqualTo(143);
        assertThat(log).content().contains("Stopping");
        assertThat(Files.readAllLines(data.resolve("logs/loupe.log")))
                .allMatch(line -> line.startsWith("{"))
                .anyMatch(line -> line.contains("dropped.png enlarged: 20x20 -> 60x60"));
    }
}
