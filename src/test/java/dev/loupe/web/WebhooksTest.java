package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loupe.settings.JobSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksTest {
    private static final byte[] PNG = Pictures.png(20, 10);

    private record Call(String path, String timestamp, String signature, byte[] body) {}

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();
    private HttpServer listener;
    private String address;

    @BeforeEach
    void listen() throws IOException {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", this::answer);
        listener.start();
        address = "http://127.0.0.1:" + listener.getAddress().getPort() + "/told?by=loupe";
    }

    @AfterEach
    void stop() {
        listener.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        calls.add(new Call(exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Loupe-Timestamp"),
                exchange.getRequestHeaders().getFirst("Loupe-Signature"), exchange.getRequestBody().readAllBytes()));
        int status = answers.isEmpty() ? 200 : answers.remove(0);
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void theEndOfAJobIsToldSignedAndTriedAgain(@TempDir Path folder) throws Exception {
        answers.addAll(List.of(500, 302));
        try (Home home = new Home(folder,
                Map.of("loupe.webhooks.secret", "s3cret", "loupe.webhooks.allow-internal", "true",
                "loupe.retry-delay", "20ms"))) {
            HttpResponse<byte[]> accepted = new Client(home.url).send("POST", "/jobs",
                    Client.form("image", PNG, "callback", address), "Content-Type", Client.FORM);
            assertThat(accepted.statusCode()).isEqualTo(202);
            await().until(() -> calls.size() == 3);

            Call last = calls.get(2);
            assertThat(calls).extracting(Call::path).containsOnly("/told?by=loupe");
            assertThat(new ObjectMapper().readTree(last.body()).path("state").asText()).isEqualTo("done");
            Webhooks same = new Webhooks(new JobSettings.Webhooks("s3cret", 1, true), Duration.ZERO);
            assertThat(last.signature()).isEqualTo("sha256=" + same.sign(last.timestamp(), last.body()));
        }
    }

    @Test
    void aWorkerWithoutTheDoorDoesWhatIsLeftAndTellsIt(@TempDir Path folder) throws Exception {
        Map<String, String> keys = Map.of("loupe.webhooks.secret", "s3cret", "loupe.webhooks.allow-internal", "true",
                "loupe.stop.timeout", "100ms", "loupe.retry-delay", "10ms");
        try (Home home = new Home(folder, keys)) {
            home.engine.hold();
            HttpResponse<byte[]> accepted = new Client(home.url).send("POST", "/jobs",
                    Client.form("image", PNG, "callback", address), "Content-Type", Client.FORM);
            assertThat(accepted.statusCode()).isEqualTo(202);
            home.closeHeld();
        }
        Map<String, String> worker = new HashMap<>(keys);
        worker.put("loupe.http.enabled", "false");
        try (Home home = new Home(folder, worker)) {
            await().until(() -> calls.size() == 1);
            assertThat(new ObjectMapper().readTree(calls.get(0).body()).path("state").asText()).isEqualTo("done");
        }
    }

    @Test
    void whatWasNotToldWhenTheProcessEndedIsToldByTheNext(@TempDir Path folder) throws Exception {
        Map<String, String> keys = Map.of("loupe.webhooks.secret", "s3cret", "loupe.webhooks.allow-internal", "true",
                "loupe.retry-delay", "1h", "loupe.http.port", Integer.toString(Home.freePort()));
        answers.add(503);
        try (Home home = new Home(folder, keys)) {
            new Client(home.url).send("POST", "/jobs", Client.form("image", PNG, "callback", address), "Content-Type",
                    Client.FORM);
            await().until(() -> calls.size() == 1);
        }
        try (Home again = new Home(folder, keys)) {
            await().until(() -> calls.size() == 2);
            await().until(() -> Client.json(new Client(again.url).get("/jobs")).path("jobs").size() == 1);
        }
        try (Home settled = new Home(folder, keys)) {
            assertThat(new Client(settled.url).get("/readyz").statusCode()).isEqualTo(200);
        }
        assertThat(calls).hasSize(2);
    }

    @Test
    void aCancelledJobsCallbackIsTold(@TempDir Path folder) throws Exception {
        try (Home home = new Home(folder,
                Map.of("loupe.webhooks.secret", "s3cret", "loupe.webhooks.allow-internal", "true"))) {
            home.engine.hold();
            Client client = new Client(home.url);
            client.send("POST", "/jobs", PNG, "Content-Type", "image/png");
            String second = Client.json(client.send("POST", "/jobs", Client.form("image", PNG, "callback", address),
                    "Content-Type", Client.FORM)).path("jobs").get(0).path("id").asText();
            client.send("POST", "/jobs/" + second + "/cancel", new byte[0]);
            await().until(() -> calls.size() == 1);
        }
        assertThat(new String(calls.get(0).body(), java.nio.charset.StandardCharsets.UTF_8)).contains("\"cancelled\"");
    }

    @Test
    void anInternalAddressIsNotToldUnlessAllowed(@TempDir Path folder) throws Exception {
        try (Home home = new Home(folder, Map.of("loupe.webhooks.secret", "s3cret"))) {
            Client client = new Client(home.url);
            String job = "/jobs/" + Client.json(client.send("POST", "/jobs",
                    Client.form("image", PNG, "callback", address),
                    "Content-Type", Client.FORM)).path("jobs").get(0).path("id").asText();
            await().until(() -> Client.json(client.get(job)).path("state").asText().equals("done"));

            assertThat(client.send("POST", "/jobs", Client.form("image", PNG, "callback", "file:///etc/passwd"),
                    "Content-Type", Client.FORM).statusCode()).isEqualTo(400);
        }
        assertThat(calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
            "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "0.1.2.3", "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1",
        "fc00::1", "fd12::1",
        "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "::ffff:10.0.0.1"})
    void theseAreInternal(String address) throws Exception {
        assertThat(Webhooks.isInternal(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "193.0.0.1", "2606:4700::1111"})
    void theseAreNot(String address) throws Exception {
        assertThat(Webhooks.isInternal(InetAddress.getByName(address))).isFalse();
    }
}
