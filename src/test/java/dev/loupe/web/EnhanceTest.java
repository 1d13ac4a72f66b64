package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loupe.failure.Failed;
import java.awt.image.BufferedImage;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EnhanceTest extends WithService {
    @Override
    Map<String, String> keys() {
        return Map.of(
                "loupe.http.in-progress", "2", "loupe.http.waiting", "1", "loupe.http.wait", "300ms",
                "loupe.http.max-json", "100k", "loupe.limits.max-bytes", "300k", "loupe.http.max-upload", "400k",
                "loupe.limits.max-pixels-in", "1m");
    }

    @Test
    void answersARawPictureEnlargedWithWhatWasDone() throws Exception {
        HttpResponse<byte[]> answer = client.send("POST", "/enhance?scale=2", PNG, "Content-Type", "image/png");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(answer.headers().firstValue("Loupe-Engine")).contains("held");
        assertThat(answer.headers().firstValue("Loupe-Device")).contains("cpu");
        assertThat(answer.headers().firstValue("Loupe-Input-Size")).contains("20x10");
        assertThat(answer.headers().firstValue("Loupe-Result-Size")).contains("40x20");
        assertThat(answer.headers().firstValue("Loupe-Milliseconds").orElseThrow())
                .contains("decode=", "upscale=", "encode=");
        BufferedImage before = Pictures.read(PNG);
        BufferedImage after = Pictures.read(answer.body());
        assertThat(after.getRGB(39, 19)).isEqualTo(before.getRGB(19, 9));
    }

    @Test
    void answersAFormWithFieldsInAnotherFormat() throws Exception {
        HttpResponse<byte[]> answer = client.send("POST", "/enhance",
                Client.form("image", PNG, "scale", 2, "format", "jpeg"), "Content-Type", Client.FORM);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(Pictures.read(answer.body()).getWidth()).isEqualTo(40);
    }

    @Test
    void answersJsonWithJson() throws Exception {
        String body = "{\"image\": \"" + Base64.getEncoder().encodeToString(PNG) + "\", \"scale\": 2}";
        HttpResponse<byte[]> answer = client.send("POST", "/enhance", body.getBytes(StandardCharsets.UTF_8),
                "Content-Type", "application/json", "Accept", "application/json");

        JsonNode json = Client.json(answer);
        assertThat(Pictures.read(json.path("image").binaryValue()).getWidth()).isEqualTo(40);
        assertThat(json.path("engine").asText()).isEqualTo("held");
        assertThat(json.path("result").path("height").asInt()).isEqualTo(20);
    }

    @Test
    void prescalesByDefaultAndSaysThatTheResultIsSmaller() throws Exception {
        HttpResponse<byte[]> answer =
                client.send("POST", "/enhance?max_side=16&scale=2&oversize=", Pictures.png(64, 32), "Content-Type",
                        "image/png");

        assertThat(answer.headers().firstValue("Loupe-Result-Size")).contains("32x16");
        assertThat(answer.headers().firstValue("Loupe-Notes").orElseThrow()).contains("smaller");
    }

    @Test
    void answersTheFormatThatIsAccepted() throws Exception {
        HttpResponse<byte[]> answer =
                client.send("POST", "/enhance", PNG, "Content-Type", "image/png", "Accept", "image/jpeg, text/html");

        assertThat(answer.headers().firstValue("Content-Type")).contains("image/jpeg");
    }

    @Test
    void returnsNothingOfTheRequestsHeaders() throws Exception {
        HttpResponse<byte[]> answer = client.send("POST", "/enhance", PNG,
                "Content-Type", "image/png", "Authorization", "Bearer secret", "Cookie", "a=b", "LoupeVisit", "x",
                "X-Mine", "y");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map())
                .doesNotContainKeys("authorization", "cookie", "x-mine", "loupevisit", "user-agent");
    }

    @Test
    void refusesWhatItCannotDo() throws Exception {
        problem(400, "/enhance?scale=nine", PNG, "image/png");
        problem(400, "/enhance?scael=2", PNG, "image/png");
        problem(400, "/enhance", new byte[0], "image/png");
        problem(400, "/enhance", "{\"image\": 5".getBytes(StandardCharsets.UTF_8), "application/json");
        problem(400, "/enhance", "[]".getBytes(StandardCharsets.UTF_8), "application/json");
        problem(400, "/enhance", Client.form("image", PNG, "image", PNG), Client.FORM);
        problem(400, "/enhance", Client.form("picture", PNG), Client.FORM);
        problem(400, "/enhance", Client.form("scale", "2"), Client.FORM);
        problem(406, "/enhance", PNG, "image/png", "Accept", "text/html");
        problem(415, "/enhance", PNG, "application/x-www-form-urlencoded");
        problem(415, "/enhance", "not a picture".getBytes(StandardCharsets.UTF_8), "image/png");
        problem(422, "/enhance", Pictures.jpeg(1200, 900), "image/jpeg");
    }

    @Test
    void refusesWhatIsTooLargeNamingTheLimit() throws Exception {
        JsonNode raw = problem(413, "/enhance", new byte[300_001], "image/png");
        JsonNode json = problem(413, "/enhance", new byte[100_001], "application/json");
        JsonNode form = problem(413, "/enhance", Client.form("image", new byte[500_000]), Client.FORM);

        assertThat(raw.path("limit_key").asText()).isEqualTo("loupe.limits.max-bytes");
        assertThat(raw.path("limit").asLong()).isEqualTo(300_000);
        assertThat(json.path("detail").asText()).contains("Content-Type: image/jpeg");
        assertThat(form.path("limit_key").asText()).isEqualTo("loupe.http.max-upload");
    }

    @Test
    void refusesABodyThatTurnsOutTooLargeOnTheWay() throws Exception {
        for (String type : List.of("image/png", "application/json")) {
            String answer = chunked(type, 700_000);
            assertThat(answer).startsWith("HTTP/1.1 413").contains("too-many-bytes");
        }
    }

    /** Sends a body without saying how long it is; returns all that is answered. */
    private String chunked(String type, int bytes) throws Exception {
        URI address = URI.create(home.url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /enhance HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Type: "
                    + type + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = new byte[10_000];
            try {
                for (int sent = 0; sent < bytes; sent += chunk.length) {
                    out.write("2710\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.write(chunk);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (java.net.SocketException refusedBeforeTheEnd) {
                // the answer is on its way already
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aFailureOfOursTellsNothingOfTheMachine() throws Exception {
        home.engine.failWith(new Failed("the library at /opt/secret/lib.so broke"));
        JsonNode problem = problem(500, "/enhance", PNG, "image/png");
        home.engine.failWith(new IllegalStateException("/opt/secret"));
        JsonNode unexpected = problem(500, "/enhance", PNG, "image/png");

        assertThat(problem.toString() + unexpected).doesNotContain("secret").contains("Try it again");
    }

    @Test
    void whenFullItAnswersAtOnceAndHealthGoesOn() throws Exception {
        home.engine.hold();
        int before = home.engine.begun();
        List<CompletableFuture<HttpResponse<byte[]>>> running = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            running.add(client.sendAsync("POST", "/enhance", PNG, "Content-Type", "image/png"));
        }
        await().until(() -> home.engine.begun() > before
                && Client.json(client.get("/healthz")).path("in_progress").asInt() == 2);
        List<CompletableFuture<HttpResponse<byte[]>>> more = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            more.add(client.sendAsync("POST", "/enhance", PNG, "Content-Type", "image/png"));
        }

        List<Long> nanos = new ArrayList<>();
        for (CompletableFuture<HttpResponse<byte[]>> refused : more) {
            long asked = System.nanoTime();
            assertThat(client.get("/livez").statusCode()).isEqualTo(200);
            nanos.add(System.nanoTime() - asked);
            assertThat(refused.get().statusCode()).isEqualTo(429);
            assertThat(refused.get().headers().firstValue("Retry-After")).contains("5");
        }
        Collections.sort(nanos); // a single one may have been held up by something else on the machine
        assertThat(Duration.ofNanos(nanos.get(nanos.size() / 2))).isLessThan(Duration.ofMillis(100));
        home.engine.releaseAll();
        for (CompletableFuture<HttpResponse<byte[]>> done : running) {
            assertThat(done.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatGoesAwayStopsItsWorkAndLeavesNoFile() throws Exception {
        home.engine.hold();
        int before = home.engine.begun();
        CompletableFuture<HttpResponse<byte[]>> leaving =
                client.sendAsync("POST", "/enhance", PNG, "Content-Type", "image/png");
        await().until(() -> home.engine.begun() > before);
        leaving.cancel(true);

        CompletableFuture<HttpResponse<byte[]>> next =
                client.sendAsync("POST", "/enhance", PNG, "Content-Type", "image/png");
        await().until(() -> home.engine.begun() > before + 1);
        home.engine.releaseAll();
        assertThat(next.get().statusCode()).isEqualTo(200);
        await().untilAsserted(() -> {
            try (Stream<Path> files = Files.list(folder.resolve("home/data/cache/uploads"))) {
                assertThat(files).isEmpty();
            }
        });
    }

    private JsonNode problem(int status, String path, byte[] body, String type, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of("Content-Type", type));
        all.addAll(List.of(headers));
        HttpResponse<byte[]> answer = client.send("POST", path, body, all.toArray(String[]::new));
        assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        JsonNode problem = Client.json(answer);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isNotBlank();
        return problem;
    }
}
