package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A service that works on one job at a time. */
abstract class WithJobs extends WithService {
    @Override
    Map<String, String> keys() {
        return Map.of("loupe.jobs.at-once", "1", "loupe.retries", "1", "loupe.retry-delay", "10ms",
                "loupe.jobs.max-bytes", "5m", "loupe.limits.max-pixels-in", "1m");
    }

    @AfterEach
    @Override
    void letGo() throws Exception {
        super.letGo();
        await().until(() -> get("/jobs?state=queued").path("jobs").isEmpty()
                && get("/jobs?state=running").path("jobs").isEmpty());
    }

    JsonNode post(String query) throws Exception {
        return post(query, "interactive");
    }

    JsonNode post(String query, String priority) throws Exception {
        HttpResponse<byte[]> answer = client.send("POST", "/jobs?priority=" + priority
                + (query.contains("=") ? "&" + query : ""), PNG, "Content-Type", "image/png");
        assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(202);
        return Client.json(answer).path("jobs").get(0);
    }

    static String link(JsonNode job, String what) {
        return "/jobs/" + job.path("id").asText() + what;
    }

    JsonNode get(String path) throws Exception {
        return Client.json(client.get(path));
    }

    String state(JsonNode job) throws Exception {
        return get(link(job, "")).path("state").asText();
    }

    JsonNode ended(JsonNode job) throws Exception {
        await().atMost(Duration.ofSeconds(20)).until(() -> !List.of("queued", "running").contains(state(job)));
        return get(link(job, ""));
    }
}
