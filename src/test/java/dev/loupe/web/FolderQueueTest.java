package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loupe.TestHome;
import dev.loupe.failure.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watched folder whose pictures wait in the queue of jobs: a real service, and an engine that can be held. */
@Tag("slow")
class FolderQueueTest {
    private static final byte[] PNG = Pictures.png(20, 10);

    @TempDir
    private Path directory;

    private TestHome files;
    private Home home;
    private Client client;

    @BeforeEach
    void prepare() throws IOException {
        files = new TestHome(directory.resolve("home"));
    }

    @AfterEach
    void stop() throws Exception {
        if (home != null) {
            home.close();
        }
    }

    private void start(String... more) throws IOException {
        start(new HeldEngine(), more);
    }

    private void start(HeldEngine engine, String... more) throws IOException {
        Map<String, String> keys = new TreeMap<>(Map.of("loupe.folder.enabled", "true", "loupe.folder.queue", "true",
                "loupe.folder.settle", "100ms", "loupe.folder.poll", "100ms", "loupe.jobs.at-once", "1",
                "loupe.retries", "1", "loupe.retry-delay", "10ms"));
        Stream.of(more).map(line -> line.split("=", 2)).forEach(pair -> keys.put(pair[0], pair[1]));
        home = new Home(directory, keys, engine);
        client = new Client(home.url);
    }

    private void eventually(String folder, String... names) {
        Awaitility.await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(files.files(folder)).containsExactly(names));
    }

    private List<JsonNode> jobs(String state) throws Exception {
        JsonNode list = Client.json(client.get("/jobs?limit=500&state=" + state)).path("jobs");
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    private void become(String state, int howMany) {
        Awaitility.await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(jobs(state)).hasSize(howMany));
    }

    @Test
    void itsPicturesAreJobsAndTheirResultsLieInTheOutputFolder() throws Exception {
        start();
        files.drop("holiday/2026/sea side.png", PNG);
        files.drop("letter.jpg", new byte[] {1, 2, 3});
        eventually("done", "holiday/2026/sea side.png");
        eventually("failed", "letter.jpg", "letter.jpg.json");

        assertThat(files.files("outbox")).containsExactly("holiday/2026/sea side.png");
        assertThat(files.files("inbox")).isEmpty();
        assertThat(files.data("done/holiday/2026/sea side.png")).hasBinaryContent(PNG);
        assertThat(Pictures.read(Files.readAllBytes(files.data("outbox/holiday/2026/sea side.png"))).getWidth())
                .isEqualTo(60);
        assertThat(Files.getPosixFilePermissions(files.data("outbox/holiday/2026/sea side.png"))).as("as usual")
                .isEqualTo(Files.getPosixFilePermissions(files.data("failed/letter.jpg")));
        assertThat(jobs("")).singleElement().satisfies(job -> {
            assertThat(job.path("name").asText()).isEqualTo("holiday/2026/sea side.png");
            assertThat(job.path("source").asText()).isEqualTo("folder");
            assertThat(job.path("priority").asText()).isEqualTo("bulk");
            assertThat(job.path("state").asText()).isEqualTo("done");
            assertThat(client.get(job.path("links").path("result").asText()).body())
                    .isEqualTo(Files.readAllBytes(files.data("outbox/holiday/2026/sea side.png")));
        });
        assertThat(Files.readString(files.data("failed/letter.jpg.json"))).contains("NOT_A_PICTURE");
    }

    @Test
    void differentPicturesNeverReplaceEachOtherButARedoReplacesItsOwn() throws Exception {
        start("loupe.format=png");
        byte[] first = Pictures.jpeg(10, 10);
        files.drop("a.jpg", first);
        eventually("outbox", "a.png");
        files.drop("a.png", PNG);
        eventually("outbox", "a-2.png", "a.png");
        eventually("done", "a.jpg", "a.png");
        files.drop("a.jpg", first);
        become("done", 3);
        eventually("inbox");
        assertThat(files.files("outbox")).containsExactly("a-2.png", "a.png");
    }

    @Test
    void peopleGoBeforeIt() throws Exception {
        start();
        home.engine.hold();
        for (int i = 0; i < 4; i++) {
            files.drop(i + ".png", Pictures.png(10 + i, 10));
        }
        become("running", 1);
        become("queued", 3);
        assertThat(client.send("POST", "/jobs", PNG, "Content-Type", "image/png").statusCode()).isEqualTo(202);
        home.engine.releaseAll();
        become("done", 5);
        List<String> order = jobs("done").stream()
                .sorted((a, b) -> a.path("started").asText().compareTo(b.path("started").asText()))
                .map(job -> job.path("source").asText()).toList();
        assertThat(order).containsExactly("folder", "http", "folder", "folder", "folder");
    }

    @Test
    void aRestartLosesNothingAndDoesNothingTwice() throws Exception {
        start("loupe.stop.timeout=100ms");
        home.engine.hold();
        for (int i = 0; i < 3; i++) {
            files.drop(i + ".png", Pictures.png(10 + i, 10));
        }
        become("running", 1);
        become("queued", 2);
        List<String> before = jobs("").stream().map(job -> job.path("id").asText()).toList();
        home.closeHeld();
        assertThat(files.files("inbox")).containsExactly("0.png", "1.png", "2.png");
        assertThat(files.files("failed")).isEmpty();

        start();
        eventually("outbox", "0.png", "1.png", "2.png");
        eventually("done", "0.png", "1.png", "2.png");
        assertThat(jobs("done").stream().map(job -> job.path("id").asText()).toList())
                .containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void whatIsCancelledOrDeletedOrFailsIsSetAsideWithTheReasonAndTriedAgainWhenMovedBack() throws Exception {
        start();
        home.engine.hold();
        files.drop("0.png", PNG);
        become("running", 1);
        files.drop("cancelled.png", Pictures.png(11, 10));
        files.drop("deleted.png", Pictures.png(12, 10));
        become("queued", 2);
        for (JsonNode job : jobs("queued")) {
            String self = job.path("links").path("self").asText();
            if (job.path("name").asText().equals("deleted.png")) {
                client.send("DELETE", self, null);
            } else {
                client.send("POST", self + "/cancel", null);
                assertThat(Client.json(client.send("POST", self + "/retry", null)).path("reason").asText())
                        .isEqualTo("in-folder");
            }
        }
        eventually("failed", "cancelled.png", "cancelled.png.json", "deleted.png", "deleted.png.json");
        assertThat(Files.readString(files.data("failed/cancelled.png.json"))).contains("cancelled");
        home.engine.failWith(new Failed("The engine has a fever."));
        home.engine.releaseAll();
        files.drop("feverish.png", Pictures.png(13, 10));
        eventually("failed", "0.png", "0.png.json", "cancelled.png", "cancelled.png.json", "deleted.png",
                "deleted.png.json", "feverish.png", "feverish.png.json");
        assertThat(Files.readString(files.data("failed/feverish.png.json"))).contains("\"attempts\" : 2");
        home.engine.failWith(null);
        for (String name : List.of("0.png", "cancelled.png", "deleted.png", "feverish.png")) {
            Files.move(files.data("failed/" + name), files.data("inbox/" + name));
        }
        eventually("outbox", "0.png", "cancelled.png", "deleted.png", "feverish.png");
        eventually("failed");
    }

    @Test
    void aPictureThatIsReplacedWhileItWaitsIsTakenAnew() throws Exception {
        start();
        home.engine.hold();
        files.drop("0.png", PNG);
        become("running", 1);
        files.drop("a.png", Pictures.png(11, 10));
        become("queued", 1);
        byte[] later = Pictures.png(33, 10);
        Files.write(files.data("inbox/a.png"), later);
        home.engine.releaseAll();
        eventually("done", "0.png", "a.png");
        assertThat(files.data("done/a.png")).hasBinaryContent(later);
        assertThat(Pictures.read(Files.readAllBytes(files.data("outbox/a.png"))).getWidth()).isEqualTo(99);
    }

    @Test
    void theQueueNeedsNoHttpDoor() throws Exception {
        start("loupe.http.enabled=false");
        files.drop("a.png", PNG);
        eventually("outbox", "a.png");
        eventually("done", "a.png");
    }

    @Test
    void aFullQueueLetsTheFolderWait() throws Exception {
        start("loupe.jobs.max-waiting=1");
        home.engine.hold();
        files.drop("0.png", PNG);
        become("running", 1);
        files.drop("1.png", Pictures.png(11, 10));
        become("queued", 1);
        files.drop("2.png", Pictures.png(12, 10));
        home.engine.releaseAll();
        eventually("outbox", "0.png", "1.png", "2.png");
        assertThat(files.files("failed")).isEmpty();
    }

    @Test
    void itsJobsGiveTheirFilesUpWhenThereIsNoRoom() throws Exception {
        byte[] large = Pictures.tiff(200, 100); // 60 kB, and 540 kB enlarged
        start("loupe.jobs.max-bytes=700k");
        files.drop("0.tiff", large);
        eventually("done", "0.tiff");
        files.drop("1.tiff", large);
        eventually("done", "0.tiff", "1.tiff");
        eventually("outbox", "0.tiff", "1.tiff");
    }
}
