package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.failure.Failed;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsTest {
    private static final byte[] PNG = Pictures.png(20, 10);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private Home home;
    private Client client;

    @BeforeAll
    void start() throws Exception {
        home = new Home(folder, Map.of("loupe.jobs.at-once", "1", "loupe.retries", "1", "loupe.retry-delay", "10ms",
                "loupe.jobs.max-bytes", "5m", "loupe.limits.max-pixels-in", "1m"));
        client = new Client(home.url);
    }

    @AfterEach
    void letGo() {
        home.engine.failWith(null);
        home.engine.releaseAll();
        await().until(() -> get("/jobs?state=queued").path("jobs").isEmpty()
                && get("/jobs?state=running").path("jobs").isEmpty());
    }

    @AfterAll
    void stop() throws Exception {
        home.close();
    }

    @Test
    void takesAJobInAndDoesIt() throws Exception {
        HttpResponse<byte[]> accepted = client.send("POST", "/jobs?scale=2", PNG, "Content-Type", "image/png");
        JsonNode job = Client.json(accepted).path("jobs").get(0);

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.headers().firstValue("Location")).contains("/jobs/" + job.path("id").asText());
        JsonNode done = ended(job);
        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.path("progress").asDouble()).isEqualTo(1);
        assertThat(done.path("engine").asText()).isEqualTo("held");
        assertThat(done.path("scale").asInt()).isEqualTo(2);
        assertThat(done.path("result").path("width").asInt()).isEqualTo(40);
        assertThat(done.path("milliseconds").has("queue")).isTrue();
        HttpResponse<byte[]> result = client.get(done.path("links").path("result").asText());
        assertThat(result.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(Pictures.read(result.body()).getRGB(39, 19)).isEqualTo(Pictures.read(PNG).getRGB(19, 9));
        assertThat(client.get(done.path("links").path("input").asText()).body()).isEqualTo(PNG);
    }

    @Test
    void takesSeveralPicturesOfOneForm() throws Exception {
        HttpResponse<byte[]> accepted =
                client.send("POST", "/jobs", Client.form("image", PNG, "image", Pictures.jpeg(8, 8),
                "scale", 2, "format", "jpeg", "priority", "bulk"), "Content-Type", Client.FORM);

        JsonNode jobs = Client.json(accepted).path("jobs");
        assertThat(jobs).hasSize(2);
        assertThat(jobs.get(0).path("priority").asText()).isEqualTo("bulk");
        assertThat(ended(jobs.get(1)).path("result").path("format").asText()).isEqualTo("jpeg");
        assertThat(ended(jobs.get(0)).path("result").path("format").asText()).isEqualTo("jpeg");
    }

    @Test
    void aResultCanBeHadInAnotherFormat() throws Exception {
        JsonNode job = ended(post("scale=2"));

        HttpResponse<byte[]> jpeg = client.get(link(job, "/result?format=jpeg"));

        assertThat(jpeg.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(Pictures.read(jpeg.body()).getWidth()).isEqualTo(40);
        assertThat(client.get(link(job, "/result?format=jpeg")).body()).isEqualTo(jpeg.body());
        assertThat(client.get(link(job, "/result?format=gif")).statusCode()).isEqualTo(400);
    }

    @Test
    void saysHowFarItIsAndStopsARunningOneOnCancel() throws Exception {
        home.engine.hold();
        JsonNode running = post("");
        await().until(() -> state(running).equals("running"));
        JsonNode second = post("");
        JsonNode third = post("");

        assertThat(get(link(second, "")).path("position").asInt()).isEqualTo(1);
        assertThat(get(link(third, "")).path("position").asInt()).isEqualTo(2);
        assertThat(client.get(link(second, "/result")).statusCode()).isEqualTo(409);
        home.engine.release(5);
        await().until(() -> get(link(running, "")).path("progress").asDouble() >= 0.5);
        assertThat(client.send("POST", link(second, "/cancel"), new byte[0]).statusCode()).isEqualTo(202);
        assertThat(state(second)).isEqualTo("cancelled");
        assertThat(client.send("POST", link(running, "/cancel"), new byte[0]).statusCode()).isEqualTo(202);
        await().until(() -> state(running).equals("cancelled"));
        assertThat(client.send("POST", link(running, "/cancel"), new byte[0]).statusCode()).isEqualTo(409);

        home.engine.releaseAll();
        assertThat(client.send("POST", link(running, "/retry"), new byte[0]).statusCode()).isEqualTo(202);
        assertThat(ended(running).path("state").asText()).isEqualTo("done");
        assertThat(client.send("POST", link(running, "/retry"), new byte[0]).statusCode()).isEqualTo(409);
        assertThat(ended(third).path("state").asText()).isEqualTo("done");
        assertThat(state(second)).isEqualTo("cancelled");
    }

    @Test
    void bulkGetsEveryFifthTurn() throws Exception {
        home.engine.hold();
        JsonNode first = post("", "bulk");
        await().until(() -> state(first).equals("running"));
        List<JsonNode> all = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            all.add(post("", "bulk"));
        }
        for (int i = 0; i < 6; i++) {
            all.add(post("", "interactive"));
        }
        home.engine.releaseAll();

        List<JsonNode> done = new ArrayList<>();
        for (JsonNode job : all) {
            done.add(ended(job));
        }
        done.sort(Comparator.comparing(job -> job.path("started").asText()));
        assertThat(done).extracting(job -> job.path("priority").asText().substring(0, 1))
                .containsExactly("i", "i", "i", "i", "b", "i", "i", "b");
    }

    @Test
    void aFailureOfOursIsTriedAgainAndThenExplained() throws Exception {
        int before = home.engine.begun();
        home.engine.failWith(new Failed("the library at /opt/secret/lib.so broke"));

        JsonNode failed = ended(post(""));

        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(home.engine.begun()).as("twice the picture, each time with a self-test afterwards")
                .isEqualTo(before + 4);
        assertThat(failed.path("error").path("detail").asText()).contains("Try it again").doesNotContain("secret");
        home.engine.failWith(null);
        client.send("POST", link(failed, "/retry"), new byte[0]);
        assertThat(ended(failed).path("state").asText()).isEqualTo("done");
    }

    @Test
    void aPictureThatCannotBeDoneSaysWhyWithNumbers() throws Exception {
        HttpResponse<byte[]> accepted =
                client.send("POST", "/jobs?oversize=reject&max_side=16", PNG, "Content-Type", "image/png");
        JsonNode failed = ended(Client.json(accepted).path("jobs").get(0));

        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("error").path("reason").asText()).isEqualTo("too-many-pixels");
        assertThat(failed.path("error").path("limit").asLong()).isEqualTo(16);
        assertThat(failed.path("error").path("actual").asLong()).isEqualTo(20);
    }

    @Test
    void whatCannotBeAJobIsRefusedAtOnce() throws Exception {
        assertThat(client.send("POST", "/jobs", "text".getBytes(StandardCharsets.UTF_8), "Content-Type", "image/png")
                .statusCode())
                .isEqualTo(415);
        assertThat(client.send("POST", "/jobs?scale=x", PNG, "Content-Type", "image/png").statusCode()).isEqualTo(400);
        assertThat(client.send("POST", "/jobs?priority=now", PNG, "Content-Type", "image/png").statusCode())
                .isEqualTo(400);
        assertThat(client.send("POST", "/jobs", Pictures.jpeg(1200, 900), "Content-Type", "image/jpeg").statusCode())
                .isEqualTo(422);
        assertThat(client.get("/jobs/none").statusCode()).isEqualTo(404);
        assertThat(client.get("/jobs/none/events").statusCode()).isEqualTo(404);
        assertThat(client.get("/jobs?state=odd").statusCode()).isEqualTo(400);
        assertThat(client.get("/jobs?limit=0").statusCode()).isEqualTo(400);
        assertThat(client.send("PUT", "/jobs", PNG).statusCode()).isEqualTo(405);
        assertThat(client.get("/nothing/here").statusCode()).isEqualTo(404);
        assertThat(client.get("/..%2f..%2fconfig/application.properties").statusCode()).isEqualTo(404);
    }

    @Test
    void aFullStoreIsA507WithTheKey() throws Exception {
        byte[] large = new byte[5_000_000];
        System.arraycopy(PNG, 0, large, 0, PNG.length); // a picture with rubbish behind it
        HttpResponse<byte[]> answer = client.send("POST", "/jobs", large, "Content-Type", "image/png");

        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(Client.json(answer).path("limit_key").asText()).isEqualTo("loupe.jobs.max-bytes");
    }

    @Test
    void theSameRequestTwiceMakesOneJob() throws Exception {
        String[] headers = {"Content-Type", "image/png", "Idempotency-Key", "mine-1"};
        JsonNode first = Client.json(client.send("POST", "/jobs?scale=2", PNG, headers)).path("jobs");
        JsonNode again = Client.json(client.send("POST", "/jobs?scale=2", PNG, headers)).path("jobs");
        HttpResponse<byte[]> other = client.send("POST", "/jobs?scale=3", PNG, headers);

        assertThat(again.get(0).path("id")).isEqualTo(first.get(0).path("id"));
        assertThat(other.statusCode()).isEqualTo(409);
        ended(first.get(0));

        client.send("DELETE", link(first.get(0), ""), null);
        JsonNode anew = Client.json(client.send("POST", "/jobs?scale=2", PNG, headers)).path("jobs");
        assertThat(ended(anew.get(0)).path("state").asText()).isEqualTo("done");
    }

    @Test
    void aDeletedJobIsGoneWithItsFiles() throws Exception {
        JsonNode job = ended(post(""));

        assertThat(client.send("DELETE", link(job, ""), null).statusCode()).isEqualTo(204);
        assertThat(client.get(link(job, "")).statusCode()).isEqualTo(404);
        assertThat(folder.resolve("home/data/jobs/" + job.path("id").asText())).doesNotExist();
    }

    @Test
    void theListIsPagedNewestFirst() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(0, ended(post("")).path("id").asText());
        }

        JsonNode page = get("/jobs?state=done&limit=2");
        JsonNode next = get("/jobs?state=done&limit=2&before=" + page.path("next").asText());

        assertThat(page.path("jobs")).extracting(job -> job.path("id").asText())
                .containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(next.path("jobs").get(0).path("id").asText()).isEqualTo(ids.get(2));
    }

    @Test
    void tellsEachChangeAsItHappens() throws Exception {
        home.engine.hold();
        JsonNode job = post("");
        await().until(() -> state(job).equals("running"));
        BlockingQueue<JsonNode> events = listen(job);
        assertThat(events.poll(1, TimeUnit.SECONDS).path("state").asText()).isEqualTo("running");

        home.engine.release(5);
        JsonNode half = events.poll(1, TimeUnit.SECONDS);
        while (half != null && half.path("progress").asDouble() < 0.4) {
            half = events.poll(1, TimeUnit.SECONDS);
        }
        assertThat(half).as("progress within a second of its making").isNotNull();
        home.engine.releaseAll();
        JsonNode last = half;
        while (last != null && !last.path("state").asText().equals("done")) {
            last = events.poll(2, TimeUnit.SECONDS);
        }
        assertThat(last).isNotNull();
        assertThat(last.path("result").path("width").asInt()).isEqualTo(60);
    }

    private BlockingQueue<JsonNode> listen(JsonNode job) throws Exception {
        BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
        HttpResponse<java.io.InputStream> stream = client.http().send(
                client.request("GET", link(job, "/events"), null), BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(),
                    StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data: ")) {
                        events.add(JSON.readTree(line.substring(6)));
                    }
                }
            } catch (java.io.IOException ended) {
                // the stream was closed
            }
        });
        reader.setDaemon(true);
        reader.start();
        return events;
    }

    @Test
    void whatIsOverIsExpiredNotUnknown(@TempDir Path other) throws Exception {
        try (Home short_ = new Home(other, Map.of("loupe.jobs.keep", "1s"))) {
            Client asking = new Client(short_.url);
            JsonNode job = Client.json(asking.send("POST", "/jobs", PNG, "Content-Type", "image/png")).path("jobs")
                    .get(0);
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    Client.json(asking.get(link(job, ""))).path("state").asText().equals("expired"));

            assertThat(asking.get(link(job, "/result")).statusCode()).isEqualTo(410);
            assertThat(asking.get(link(job, "/input")).statusCode()).isEqualTo(410);
            assertThat(asking.send("POST", link(job, "/retry"), new byte[0]).statusCode()).isEqualTo(410);
            await().untilAsserted(() -> {
                try (Stream<Path> left = Files.list(other.resolve("home/data/jobs"))) {
                    assertThat(left).isEmpty();
                }
            });
        }
    }

    @Test
    void aStopReturnsWhatRunsToTheQueue(@TempDir Path other) throws Exception {
        JsonNode job;
        Map<String, String> keys = Map.of("loupe.stop.timeout", "100ms", "loupe.retry-delay", "10ms",
                "loupe.http.port", Integer.toString(Home.freePort()));
        Home before = new Home(other, keys);
        try {
            before.engine.hold();
            int begun = before.engine.begun();
            Client asking = new Client(before.url);
            job = Client.json(asking.send("POST", "/jobs", PNG, "Content-Type", "image/png")).path("jobs").get(0);
            await().until(() -> before.engine.begun() > begun);
        } finally {
            before.closeHeld();
        }
        try (Home after = new Home(other, keys)) {
            Client asking = new Client(after.url);
            await().atMost(Duration.ofSeconds(20)).until(() ->
                    Client.json(asking.get(link(job, ""))).path("state").asText().equals("done"));
            assertThat(asking.get(link(job, "/result")).statusCode()).isEqualTo(200);
        }
    }

    private JsonNode post(String query) throws Exception {
        return post(query, "interactive");
    }

    private JsonNode post(String query, String priority) throws Exception {
        HttpResponse<byte[]> answer = client.send("POST", "/jobs?priority=" + priority
                + (query.contains("=") ? "&" + query : ""), PNG, "Content-Type", "image/png");
        assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(202);
        return Client.json(answer).path("jobs").get(0);
    }

    private static String link(JsonNode job, String what) {
        return "/jobs/" + job.path("id").asText() + what;
    }

    private JsonNode get(String path) throws Exception {
        return Client.json(client.get(path));
    }

    private String state(JsonNode job) throws Exception {
        return get(link(job, "")).path("state").asText();
    }

    private JsonNode ended(JsonNode job) throws Exception {
        await().atMost(Duration.ofSeconds(20)).until(() -> !List.of("queued", "running").contains(state(job)));
        return get(link(job, ""));
    }
}
