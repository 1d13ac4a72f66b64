package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loupe.TestHome;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed, again and again, at the moments where it could lose a job and at others: no job that was
 * accepted is lost, and none is seen to finish twice. All twenty random kills with {@code -Dloupe.kills=20}.
 */
@Tag("slow")
class KillTest {
    private static final int KILLS = Integer.getInteger("loupe.kills", 5);
    private static final String[] FAIL_POINTS =
            {"AFTER_FSYNC", "AFTER_INSERT", "AFTER_ENQUEUE", "AFTER_RESULT", "BEFORE_ACKNOWLEDGEMENT"};

    @TempDir
    private Path directory;

    private final Random random = new Random(1);
    private final Map<String, byte[]> sent = new LinkedHashMap<>();
    private final Map<String, String> finished = new HashMap<>();
    private TestHome home;
    private Client client;
    private Process service;

    @BeforeEach
    void prepare() throws IOException {
        int port = Home.freePort();
        home = new TestHome(directory.resolve("home"), "loupe.engine=held", "loupe.folder.enabled=false",
                "loupe.http.enabled=true", "loupe.jobs.enabled=true", "loupe.http.management.port=0",
                "loupe.http.port=" + port, "loupe.crash-attempts=100",
                "loupe.retry-delay=100ms");
        client = new Client("http://127.0.0.1:" + port);
    }

    @AfterEach
    void end() {
        if (service != null) {
            service.destroyForcibly();
        }
    }

    private void start(String failPoint) throws IOException {
        service = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-Dloupe.fail-point=" + failPoint,
                "-cp", System.getProperty("java.class.path"), SlowApp.class.getName(), "run", "--home",
                home.path().toString())
                .redirectErrorStream(true).redirectOutput(new File(directory.toFile(), "out.txt")).start();
        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> !service.isAlive()
                || client.get("/readyz").statusCode() == 200);
    }

    @Test
    void noAcceptedJobIsLostOrFinishedTwice() throws Exception {
        for (String failPoint : FAIL_POINTS) {
            start(failPoint);
            send();
            assertThat(service.waitFor(90, TimeUnit.SECONDS)).as(failPoint + ": " + output()).isTrue();
            assertThat(service.exitValue()).as(failPoint + ": " + output()).isEqualTo(137);
        }
        int atWork = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            start("");
            send();
            send();
            look();
            service.waitFor(200 + random.nextInt(2_500),
                    TimeUnit.MILLISECONDS); // jobs of a second are at work meanwhile
            look();
            atWork += isAtWork() ? 1 : 0;
            service.destroyForcibly().waitFor();
        }
        assertThat(atWork).as("kills during running work").isGreaterThanOrEqualTo(KILLS / 4);
        start("");
        await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
            look();
            assertThat(finished.keySet()).as(output()).containsAll(sent.keySet());
        });
        for (Map.Entry<String, byte[]> job : sent.entrySet()) {
            byte[] result = client.get("/jobs/" + job.getKey() + "/result").body();
            assertThat(Pictures.read(result).getWidth()).isEqualTo(3 * Pictures.read(job.getValue()).getWidth());
            assertThat(client.get("/jobs/" + job.getKey() + "/input").body()).isEqualTo(job.getValue());
        }
        assertThat(client.get("/jobs?state=queued").body()).asString().contains("\"jobs\":[]");
    }

    /** Hands a job in; what is not answered with 202, because the process died, was not accepted. */
    private void send() {
        byte[] picture = Pictures.png(8 + random.nextInt(8), 8);
        try {
            HttpResponse<byte[]> answer = client.send("POST", "/jobs", picture,
                    "Content-Type", "image/png", "Idempotency-Key", UUID.randomUUID().toString());
            if (answer.statusCode() == 202) {
                sent.put(Client.json(answer).path("jobs").get(0).path("id").asText(), picture);
            }
        } catch (Exception died) {
            // the fail point was reached before the answer
        }
    }

    /** Sees which jobs are done; one that was done stays so, at the same time and with the same result. */
    private void look() throws Exception {
        for (JsonNode job : Client.json(client.get("/jobs?limit=500")).path("jobs")) {
            String id = job.path("id").asText();
            assertThat(job.path("state").asText()).as(job.toString()).isIn("queued", "running", "done");
            if (job.path("state").asText().equals("done")) {
                String before = finished.putIfAbsent(id, job.path("finished").asText());
                assertThat(before == null || before.equals(job.path("finished").asText())).as("finished twice: " + job)
                        .isTrue();
            } else {
                assertThat(finished).as("was done before: " + job).doesNotContainKey(id);
            }
        }
    }

    private boolean isAtWork() throws Exception {
        return !Client.json(client.get("/jobs?state=running")).path("jobs").isEmpty();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("out.txt"));
    }
}
