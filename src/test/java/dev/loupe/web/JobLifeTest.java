package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.failure.Failed;
import dev.loupe.failure.Stopped;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job on its way: its turn, its progress, its end. */
class JobLifeTest extends WithJobs {
    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** The whole service gives pictures up at the same time as the queue does its jobs. */
    @Test
    void whatAStopEndsIsNotCancelled() throws Exception {
        home.engine.hold();
        home.engine.failWith(new Stopped());
        int before = home.engine.begun();
        JsonNode job = post("");
        home.engine.release(10);
        await().until(() -> home.engine.begun() == before + 2 || state(job).equals("cancelled"));
        home.engine.failWith(null);
        home.engine.releaseAll();
        assertThat(ended(job).path("state").asText()).isEqualTo("done");
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
}
