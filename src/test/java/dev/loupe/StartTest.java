package dev.loupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loupe.core.Core;
import dev.loupe.failure.Failed;
import dev.loupe.settings.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a service from starting, and what it says then. */
@Tag("slow")
class StartTest extends WithFolder {
    @Test
    void a_second_service_on_the_same_home_is_refused() throws IOException {
        start();
        App other = new App();
        try (Core second = other.open(Settings.load(home.path()))) {
            assertThatThrownBy(() -> other.serve(second)).isInstanceOf(Failed.class)
                    .hasMessageContaining("in use by another Loupe");
        }
    }

    @Test
    void a_route_that_does_not_start_names_file_line_route_and_reason() throws IOException {
        Path route = home.path().resolve("routes/upscale.camel.yaml");
        Files.writeString(route, Files.readString(route).replace("ref: prescale", "ref: prescael"));
        assertThatThrownBy(() -> start()).isInstanceOf(Failed.class)
                .hasMessageContainingAll("upscale.camel.yaml line ", "route upscale", "No bean", "prescael");
    }

    @Test
    void a_route_of_an_earlier_version_is_refused_by_name() throws IOException {
        Path route = home.path().resolve("routes/sftp.camel.yaml");
        Files.writeString(route, Files.readString(route).replace("#poll-{{name}}", "#turn-{{name}}"));
        assertThatThrownBy(() -> start()).isInstanceOf(Failed.class)
                .hasMessageContainingAll("sftp.camel.yaml", "0.1.0", "#turn-{{name}}");
    }

    /** Camel would look for the routes, or the inbox, somewhere else, and say that they are not there. */
    @Test
    void a_path_that_a_route_cannot_spell_is_refused_with_its_reason() throws IOException {
        home = new TestHome(directory.resolve("R&D"), QUICK);
        assertThatThrownBy(() -> start()).isInstanceOf(Failed.class).hasMessageContainingAll("R&D", "'&'");
        home = new TestHome(directory.resolve("plain"), QUICK);
        assertThatThrownBy(() -> start("loupe.folder.inbox=100%")).isInstanceOf(Failed.class)
                .hasMessageContaining("'%'");
    }

    /** A file where a folder is wanted: in the queue, in the HTTP door and in the sources. */
    @ParameterizedTest
    @ValueSource(strings = {"data/cache/folder", "data/cache/uploads", "data/spool", "data/broker"})
    void a_failed_start_leaves_nothing_open(String folder) throws Exception {
        String[] keys = {
            "loupe.http.enabled=true", "loupe.http.port=" + freePort(), "loupe.jobs.enabled=true"
        };
        Path blocked = home.path().resolve(folder);
        Files.createDirectories(blocked.getParent());
        Files.createFile(blocked);
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertThatThrownBy(() -> start(keys)).isInstanceOf(Failed.class).hasMessageContaining(folder);
        core.close();
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(startedSince(before)).isEmpty());

        Files.delete(blocked);
        start(keys);
    }

    /** The web server runs already when the routes begin. */
    @Test
    void a_route_that_fails_leaves_nothing_open() throws Exception {
        Path route = home.path().resolve("routes/upscale.camel.yaml");
        String works = Files.readString(route);
        Files.writeString(route, works.replace("ref: prescale", "ref: prescael"));
        String[] keys = {
            "loupe.http.enabled=true", "loupe.http.port=" + freePort(), "loupe.jobs.enabled=true"
        };
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        assertThatThrownBy(() -> start(keys)).isInstanceOf(Failed.class).hasMessageContaining("prescael");
        core.close();
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(startedSince(before)).isEmpty());

        Files.writeString(route, works);
        start(keys);
    }

    private static List<String> startedSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> !before.contains(thread))
                .map(Thread::getName).filter(name -> !name.equals("awaitility-thread")).sorted().toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Within one process H2 would let both in. */
    @Test
    void a_second_process_on_the_same_file_of_h2_is_refused_with_the_holder() throws Exception {
        start();
        TestHome second = new TestHome(directory.resolve("second"), "loupe.engine=bicubic",
                "loupe.jobs.jdbc-url=" + Settings.load(home.path()).jdbcUrl());
        Path said = directory.resolve("said.txt");
        Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-cp", System.getProperty("java.class.path"), App.class.getName(), "run", "--home",
                second.path().toString()).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isNotZero();
            assertThat(said).content().contains("in use by another Loupe: process " + ProcessHandle.current().pid(),
                    "PostgreSQL");
        } finally {
            other.destroyForcibly();
        }
    }
}
