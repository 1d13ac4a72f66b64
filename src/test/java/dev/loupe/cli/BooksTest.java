package dev.loupe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.App;
import dev.loupe.TestHome;
import dev.loupe.core.Core;
import dev.loupe.ledger.Entry;
import dev.loupe.ledger.Ledger;
import dev.loupe.ledger.Look;
import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import dev.loupe.store.HomeLock;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code history}, {@code check} and {@code report}, with and without a service. */
class BooksTest {
    @TempDir
    private Path directory;

    private TestHome home;
    private int port;
    private long good;
    private long bad;

    @BeforeEach
    void prepare() throws IOException {
        port = freePort();
        home = new TestHome(directory.resolve("home"), "loupe.engine=bicubic", "loupe.folder.enabled=false",
                "loupe.http.enabled=true", "loupe.http.port=" + freePort(), "loupe.http.management.port=" + port);
        try (Database database = new Database(Settings.load(home.path()).jdbcUrl())) {
            Ledger ledger = new Ledger(database, "test", ZoneId.systemDefault());
            good = file(ledger, "1900/a b.png");
            ledger.place(good, "here", "1900/a b.png");
            ledger.done(good, new Entry.Outcome("b".repeat(64), 900, 40, 30, 120, 90, 321,
                    "only page 1 of 2 is in the result", true));
            bad = file(ledger, "1900/letter.jpg");
            ledger.failed(bad, "NOT_A_PICTURE", "This is not a picture that can be read.");
        }
    }

    private static long file(Ledger ledger, String path) {
        Look look = new Look(100, Instant.parse("2026-01-01T00:00:00Z"), Look.Exactness.SECOND);
        long id = ledger.claim("scans", path, look, true).orElseThrow().id();
        ledger.fetched(id, look, "a".repeat(64));
        return id;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private CommandLineRun loupe(Object... arguments) {
        return CommandLineRun.of(home.path(), arguments);
    }

    /** The same, whoever has the store open. */
    private void showsAndRetries() throws IOException {
        assertThat(loupe("history").out())
                .contains("done", "scans: 1900/a b.png -> 1900/a b.png: 40x30 -> 120x90, 321 ms; only page 1 of 2",
                "failed", "scans: 1900/letter.jpg -> NOT_A_PICTURE: This is not a picture that can be read.");
        assertThat(loupe("history", "--failed").out()).contains("letter").doesNotContain("a b.png");
        assertThat(loupe("history", "--source", "other").out()).contains("No file");
        assertThat(loupe("history", "--json", "--limit", 1).out()).contains("\"reason\":\"NOT_A_PICTURE\"")
                .doesNotContain("a b.png");
        assertThat(loupe("history", "--retry").exit()).isEqualTo(2);
        CommandLineRun report = loupe("report", "--out", directory.resolve("reports"));
        assertThat(report.err()).isEmpty();
        assertThat(directory.resolve("reports/scans/report.html")).content().contains("letter.jpg");
        assertThat(directory.resolve("reports/scans/report.csv")).content().contains("1900/a b.png");
        assertThat(loupe("report", "other").exit()).isEqualTo(1);
        CommandLineRun again = loupe("history", "--failed", "--retry");
        assertThat(again.out()).isEqualToIgnoringNewLines("1 file is tried again.");
        assertThat(loupe("history", "--failed").out()).contains("Nothing has failed.");
        assertThat(loupe("history", "--retry", good, "999").exit()).isEqualTo(1);
        assertThat(loupe("history").out()).contains(good + "  waiting");
    }

    @Test
    void without_a_service_the_store_itself_is_read() throws IOException {
        showsAndRetries();
        CommandLineRun check = loupe("check");
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.err()).contains("No service runs on this home");
    }

    @Test
    void a_service_that_runs_is_asked() throws Exception {
        App app = new App();
        try (Core core = app.open(Settings.load(home.path())); AutoCloseable service = app.serve(core)) {
            showsAndRetries();
            CommandLineRun check = loupe("check", "nowhere");
            assertThat(check.exit()).isEqualTo(1);
            assertThat(check.err()).contains("loupe.sources");
            HttpRequest page = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/history"))
                    .header("Origin", "http://example.org").build();
            assertThat(HttpClient.newHttpClient().send(page, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
            assertThat(service).isNotNull();
        }
    }

    @Test
    void a_service_that_cannot_be_asked_is_named() throws IOException {
        home.configure("loupe.engine=bicubic", "loupe.http.management.port=0");
        try (HomeLock lock = HomeLock.take(home.data("loupe.lock"))) {
            CommandLineRun run = loupe("history");
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).contains("process " + ProcessHandle.current().pid(), "loupe.http.management.port");
            assertThat(lock).isNotNull();
        }
        assertThat(Files.exists(home.data("loupe.lock"))).isTrue();
    }
}
