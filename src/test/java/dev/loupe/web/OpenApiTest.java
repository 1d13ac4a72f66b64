package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description says what there is, and everything it says there is answers as it says. */
class OpenApiTest {
    private static final byte[] PNG = Pictures.png(20, 10);

    private record Operation(String method, String path, JsonNode description) {}

    @Test
    void everyOperationAnswersAsDescribed(@TempDir Path folder) throws Exception {
        int management = Home.freePort();
        try (Home home = new Home(folder, Map.of("loupe.http.management.port", Integer.toString(management)))) {
            Client client = new Client(home.url);
            List<Operation> operations = operations(Client.json(client.get("/openapi.json")));
            assertThat(operations).extracting(o -> o.method() + " " + o.path())
                    .containsExactlyInAnyOrderElementsOf(Operations.ALL.stream().map(o -> o.method() + " " + o.path())
                            .toList());

            for (Operation operation : operations) {
                HttpResponse<byte[]> answer = call(client, operation);
                assertThat(described(operation))
                        .as(operation.method() + " " + operation.path() + " " + answer.statusCode()
                        + " " + new String(answer.body(), StandardCharsets.UTF_8))
                        .contains(Integer.toString(answer.statusCode()));
                assertThat(answer.statusCode()).as(operation.method() + " " + operation.path()).isLessThan(500);
                checkJob(client, operation, answer);
            }
            metricsCount(management);
            securityHeadersAreEverywhere(client);
        }
    }

    private static List<Operation> operations(JsonNode openApi) {
        List<Operation> operations = new ArrayList<>();
        openApi.path("paths").fields().forEachRemaining(path -> path.getValue().fields().forEachRemaining(method ->
                operations.add(new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(),
                        method.getValue()))));
        return operations;
    }

    private static TreeSet<String> described(Operation operation) {
        TreeSet<String> codes = new TreeSet<>();
        operation.description().path("responses").fieldNames().forEachRemaining(codes::add);
        return codes;
    }

    private static HttpResponse<byte[]> call(Client client, Operation operation) throws Exception {
        String path = operation.path();
        if (path.contains("{id}")) {
            JsonNode job = Client.json(client.send("POST", "/jobs?scale=2", PNG, "Content-Type", "image/png"))
                    .path("jobs").get(0);
            String self = "/jobs/" + job.path("id").asText();
            await().until(() -> Client.json(client.get(self)).path("state").asText().equals("done"));
            path = path.replace("{id}", job.path("id").asText());
        }
        byte[] body = path.equals("/session") ? "{\"key\":\"x\"}".getBytes(StandardCharsets.UTF_8) : PNG;
        return operation.method().equals("POST")
                ? client.send("POST", path, body, "Content-Type", "image/png")
                : client.send(operation.method(), path, null);
    }

    /** What a job says is what its schema says, no more and no less. */
    private static void checkJob(Client client, Operation operation, HttpResponse<byte[]> answer) throws Exception {
        if (operation.method().equals("GET") && operation.path().equals("/jobs/{id}")) {
            JsonNode schema = Client.json(client.get("/openapi.json")).path("components").path("schemas").path("Job")
                    .path("properties");
            assertThat(names(Client.json(answer))).isEqualTo(names(schema));
        }
    }

    private static TreeSet<String> names(JsonNode object) {
        TreeSet<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void metricsCount(int port) throws Exception {
        String metrics = HttpClient.newHttpClient().send(new Client("http://127.0.0.1:" + port)
                .request("GET", "/observe/metrics", null), BodyHandlers.ofString()).body();
        assertThat(metrics).contains("loupe_pictures_total{outcome=\"done\",reason=\"none\"}",
                "loupe_stage_seconds_bucket{stage=\"upscale\"",
                "loupe_jobs_queued", "loupe_jobs_in_progress", "loupe_enhance_in_progress", "loupe_pixels_in_total",
                "loupe_stage_seconds_bucket{stage=\"deliver\"", "loupe_memory_native_bytes",
                "loupe_memory_resident_bytes", "loupe_disk_free_bytes", "loupe_ready");
    }

    private static void securityHeadersAreEverywhere(Client client) throws Exception {
        for (String path : new String[] {"/", "/openapi.json", "/livez", "/jobs", "/jobs/x", "/nothing"}) {
            HttpResponse<byte[]> answer = client.get(path);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow()).as(path)
                    .contains("default-src 'none'");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).as(path).contains("nosniff");
        }
        for (String path : new String[] {"/Page.class", "/dev/loupe/web/index.html", "/../pom.xml", "/%2e%2e/pom.xml",
                "/log4j2.xml"}) {
            assertThat(client.get(path).statusCode()).as(path).isEqualTo(404);
        }
        HttpResponse<byte[]> health = client.get("/healthz");
        assertThat(new ObjectMapper().readTree(health.body()).path("model_loaded").asBoolean()).isTrue();
        assertThat(client.get("/readyz").statusCode()).isEqualTo(200);
    }
}
