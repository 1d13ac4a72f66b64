package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.App;
import dev.loupe.TestHome;
import dev.loupe.TestPictures;
import dev.loupe.core.Core;
import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import dev.loupe.work.WorkHistory;
import dev.loupe.work.WorkItem;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A whole service, with the project's routes and the bicubic engine, over sources of its own. */
final class Archive implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final TestHome home;
    private final int managementPort = freePort();
    private final List<String> properties = new ArrayList<>(List.of(
            "loupe.engine=bicubic", "loupe.folder.enabled=false", "loupe.retry-delay=20ms",
            "loupe.http.management.port=" + managementPort));
    private Core core;
    private AutoCloseable service;

    Archive(Path folder) throws IOException {
        this.home = new TestHome(folder);
    }

    /** A source that is looked at without pause; {@code more} are its keys without what stands before them. */
    Archive source(int number, String type, String name, String... more) {
        for (String line : List.of("type=" + type, "name=" + name, "poll=300ms", "settle=0ms", "timeout=2s")) {
            properties.add("loupe.sources[" + number + "]." + line);
        }
        Arrays.stream(more).map(line -> "loupe.sources[" + number + "]." + line).forEach(properties::add);
        return this;
    }

    Archive known(SftpSite site) throws IOException {
        Files.writeString(home.path().resolve("config/known_hosts"), site.knownHosts());
        return this;
    }

    Archive sftp(SftpSite site, String... more) throws IOException {
        return known(site).source(0, "sftp", "archive", "host=" + FtpSite.HOST, "port=" + site.port(),
                "user=" + SftpSite.USER,
                "password=" + SftpSite.PASSWORD, "directory=scans").keys(more);
    }

    Archive ftp(FtpSite site, String... more) {
        return source(0, "ftp", "archive", "host=" + FtpSite.HOST, "port=" + site.port(), "user=" + FtpSite.USER,
                "password=" + FtpSite.PASSWORD, "directory=scans").keys(more);
    }

    /** Of source 0; the last of a key wins. */
    Archive keys(String... more) {
        Arrays.stream(more).map(line -> "loupe.sources[0]." + line).forEach(properties::add);
        return this;
    }

    Archive with(String... lines) {
        properties.addAll(List.of(lines));
        return this;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What the running service answers on its management port. */
    JsonNode ask(String method, String path) throws Exception {
        return new ObjectMapper().readTree(answer(method, path));
    }

    String answer(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .method(method, HttpRequest.BodyPublishers.noBody()).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** Of source 0. */
    JsonNode standing() throws Exception {
        return ask("GET", "/sources/standing").get(0);
    }

    void eventuallyState(String part) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(standing().get("state").asText()).contains(part));
    }

    void eventuallyDone(int done, int failed) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(standing().get("done").asInt()).as("done").isEqualTo(done);
            assertThat(standing().get("failed").asInt()).as("failed").isEqualTo(failed);
            assertThat(standing().get("left").asInt()).as("left").isZero();
        });
    }

    Archive start() throws IOException {
        home.configure(properties.toArray(String[]::new));
        App app = new App();
        core = app.open(Settings.load(home.path()));
        service = app.serve(core);
        return this;
    }

    void stop() throws Exception {
        if (service != null) {
            service.close();
            core.close();
            service = null;
        }
    }

    List<String> results() {
        return home.files("outbox/archive");
    }

    void eventuallyResults(String... names) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(results()).containsExactlyInAnyOrder(names));
    }

    /** The items once the service is stopped. */
    List<WorkItem> items() throws Exception {
        stop();
        try (Database database = new Database(Settings.load(home.path()).jdbcUrl())) {
            return new WorkHistory(database).list(Optional.empty(), Optional.empty(), Long.MAX_VALUE, 1000);
        }
    }

    static void put(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Path temporary = file.resolveSibling(".being-written");
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }

    static byte[] picture(int seed) throws IOException {
        return TestPictures.encoded(12 + seed % 5, 10, "png", seed);
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
