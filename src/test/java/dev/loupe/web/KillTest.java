package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
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
    private Mortal service;
    private Client client;

    @BeforeEach
    void prepare() throws IOException {
        service = new Mortal(directory, "loupe.folder.enabled=false");
        client = service.client;
    }

    @AfterEach
    void end() {
        service.close();
    }

    @Test
    void noAcceptedJobIsLostOrFinishedTwice() throws Exception {
        for (String failPoint : FAIL_POINTS) {
            service.start(failPoint);
            send();
            assertThat(service.isDeadWithin(90_000)).as(failPoint + ": " + service.output()).isTrue();
            assertThat(service.exitValue()).as(failPoint + ": " + service.output()).isEqualTo(137);
        }
        int atWork = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            service.start("");
            send();
            send();
            look();
            service.isDeadWithin(200 + random.nextInt(2_500)); // jobs of a second are at work meanwhile
            look();
            atWork += isAtWork() ? 1 : 0;
            service.kill();
        }
        assertThat(atWork).as("kills during running work").isGreaterThanOrEqualTo(KILLS / 4);
        service.start("");
        await().atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
            look();
            assertThat(finished.keySet()).as(service.output()).containsAll(sent.keySet());
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
}
