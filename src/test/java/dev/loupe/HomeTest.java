package dev.loupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loupe.core.Core;
import dev.loupe.failure.Failed;
import dev.loupe.settings.Settings;
import dev.loupe.store.DiskReserve;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a home's routes may lie, and what the environment may say. */
@Tag("slow")
class HomeTest {
    @TempDir
    private Path directory;

    private TestHome home;
    private Path routes;

    @BeforeEach
    void prepare() throws IOException {
        home = new TestHome(directory.resolve("home"), "loupe.engine=bicubic", "loupe.folder.settle=200ms",
                "loupe.folder.poll=100ms");
        routes = home.path().resolve("routes");
    }

    private void enlargesAPicture() throws Exception {
        App app = new App();
        try (Core core = app.open(Settings.load(home.path())); AutoCloseable service = app.serve(core)) {
            home.drop("a.png", TestPictures.encoded(8, 8, "png", 1));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(home.files("outbox")).containsExactly("a.png"));
        }
    }

    @Test
    void itsRoutesMayBeALinkToAFolder() throws Exception {
        Path elsewhere = Files.move(routes, directory.resolve("routes of all homes"));
        Files.createSymbolicLink(routes, elsewhere);
        enlargesAPicture();
    }

    /** As Kubernetes mounts a ConfigMap. */
    @Test
    void itsRoutesMayBeLinksToFiles() throws Exception {
        Path version = Files.createDirectory(routes.resolve("..2026"));
        Files.createSymbolicLink(routes.resolve("..data"), Path.of("..2026"));
        List<Path> files;
        try (Stream<Path> all = Files.list(routes)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Files.move(file, version.resolve(file.getFileName()));
            Files.createSymbolicLink(file, Path.of("..data").resolve(file.getFileName()));
        }
        enlargesAPicture();
    }

    /** Camel looks into the environment by itself, and reads neither our times nor our paths. */
    @Test
    void theEnvironmentMeansTheSameToRoutes() throws Exception {
        Path log = directory.resolve("out.txt");
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-cp", System.getProperty("java.class.path"), App.class.getName(), "run", "--home",
                home.path().toString()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("LOUPE_RETRY_DELAY", "20ms", "LOUPE_FOLDER_INBOX", "data/drop"));
        Process service = builder.start();
        try {
            Files.write(Files.createDirectories(home.data("drop")).resolve("broken.png"), new byte[100]);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(home.files("failed"))
                    .as(Files.readString(log)).containsExactly("broken.png", "broken.png.json"));
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            home.configure("loupe.engine=bicubic", "loupe.http.management.port=" + taken.getLocalPort());
            assertThatThrownBy(this::enlargesAPicture).isInstanceOf(Failed.class)
                    .hasMessageContainingAll("127.0.0.1:" + taken.getLocalPort(), "loupe.http.management.port");
        }
    }

    @Test
    void nothingIsTakenWhileItsDiskHasNoRoom() throws Exception {
        long free = directory.toFile().getUsableSpace();
        DiskReserve none = new DiskReserve(0, directory);
        DiskReserve all = new DiskReserve(free + (1L << 40), directory);
        assertThat(none.isKept()).isTrue();
        assertThat(all.isKept()).isFalse();

        home.configure("loupe.engine=bicubic", "loupe.folder.settle=100ms", "loupe.folder.poll=100ms",
                "loupe.disk-reserve=" + (free + (1L << 40)));
        home.drop("a.png", TestPictures.encoded(8, 8, "png", 1));
        App app = new App();
        try (Core core = app.open(Settings.load(home.path())); AutoCloseable service = app.serve(core)) {
            await().pollDelay(Duration.ofSeconds(2)).untilAsserted(() -> assertThat(home.has("inbox/a.png")).isTrue());
        }
        home.configure("loupe.engine=bicubic", "loupe.folder.settle=100ms", "loupe.folder.poll=100ms");
        try (Core core = app.open(Settings.load(home.path())); AutoCloseable service = app.serve(core)) {
            await().untilAsserted(() -> assertThat(home.files("outbox")).containsExactly("a.png"));
        }
    }

    @Test
    void aBrokenLinkIsNamed() throws Exception {
        Files.move(routes, directory.resolve("gone"));
        Files.createSymbolicLink(routes, directory.resolve("never there"));
        assertThatThrownBy(this::enlargesAPicture).isInstanceOf(Failed.class).hasMessageContaining(routes.toString());
    }
}
