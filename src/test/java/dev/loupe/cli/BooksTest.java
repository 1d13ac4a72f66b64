package dev.loupe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.App;
import dev.loupe.TestHome;
import dev.loupe.core.Core;
import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import dev.loupe.store.Duplicates;
import dev.loupe.store.HomeLock;
import dev.loupe.work.Admissions;
import dev.loupe.work.Admissions.Arrival;
import dev.loupe.work.Look;
import dev.loupe.work.ResultNames;
import dev.loupe.work.ResultNames.Place;
import dev.loupe.work.SourceKey;
import dev.loupe.work.WorkItem;
import dev.loupe.work.WorkItem.Outcome;
import dev.loupe.work.WorkStore;
import dev.loupe.work.WorkerLease;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
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
            try (WorkerLease lease = new WorkerLease(database, "another home", WorkerLease.USUAL)) {
                WorkStore store = new WorkStore(database, lease);
                WorkItem picture = fetched(database, lease, store, "1900/a b.png");
                new ResultNames(database).reserve(picture.claim(), new Place("here", Duplicates.VERSION,
                        Optional.empty()), "1900/a b.png");
                store.enlarged(picture.claim(), new Outcome("b".repeat(64), 900, 40, 30, 120, 90, 321,
                        "only page 1 of 2 is in the result", true));
                store.done(picture.claim(), false);
                good = picture.id();
                WorkItem letter = fetched(database, lease, store, "1900/letter.jpg");
                store.failed(letter.claim(), "NOT_A_PICTURE", "This is not a picture that can be read.", false);
                bad = letter.id();
            }
        }
    }

    private static WorkItem fetched(Database database, WorkerLease lease, WorkStore store, String path) {
        SourceKey scans = new SourceKey("scans", false);
        Look look = new Look(100, Instant.parse("2026-01-01T00:00:00Z"), Look.Exactness.SECOND);
        Admissions admissions = new Admissions(database, lease, ZoneId.systemDefault());
        admissions.admit(scans, admissions.known(scans), List.of(new Arrival(path, look, path)), Duration.ZERO);
        WorkItem item = store.claim("scans").orElseThrow();
        store.fetched(item.claim(), look, "a".repeat(64), true);
        return item;
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
        assertThat(loupe("history").out()).contains(good + "  queued");
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
