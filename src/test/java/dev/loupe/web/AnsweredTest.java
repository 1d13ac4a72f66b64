package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loupe.SmallDisk;
import dev.loupe.TestHome;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request is answered, whatever is wrong with its body, and leaves no file behind. */
class AnsweredTest extends WithService {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String JSON = "application/json";

    @Override
    Map<String, String> keys() throws Exception {
        return Map.of("loupe.http.keys", "any:" + hash("any-key") + ", small:" + hash("small-key") + ":0:5000",
                "loupe.http.max-json", "30m", "loupe.limits.max-bytes", "10m");
    }

    private static String hash(String key) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(key)));
    }

    @AfterEach
    void leavesNothing() {
        await().untilAsserted(() -> assertThat(uploads(folder)).isEmpty());
    }

    private static String[] uploads(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("home/data/cache/uploads"))) {
            return files.map(Path::toString).toArray(String[]::new);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"image\":\"\"}", "{\"image\":null}", "null", "", "{\"scale\":3}", "{\"image\":"})
    void jsonWithoutAPicture(String body) throws Exception {
        for (String path : new String[] {"/enhance", "/jobs"}) {
            assertThat(detail(400, send(path, bytes(body), JSON))).contains("{\"image\": \"<base64>\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"image\":[\"a\"]}", "{\"image\":5}", "{\"image\":{}}"})
    void jsonWithAPictureThatIsNoText(String body) throws Exception {
        assertThat(detail(400, send("/enhance", bytes(body), JSON))).startsWith("'image' is not a text.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "QUJD*A==", "Q"})
    void jsonWithAPictureThatIsNotBase64(String image) throws Exception {
        String detail = detail(400, send("/enhance", bytes("{\"image\":\"" + image + "\"}"), JSON));
        assertThat(detail).isEqualTo("'image' is not base64.");
    }

    @Test
    void aPictureTooLargeForItsKey() throws Exception {
        String image = Base64.getMimeEncoder().encodeToString(new byte[5001]).replace("\r\n", "\\n");
        Map<String, byte[]> bodies = Map.of(JSON, bytes("{\"image\":\"" + image + "\"}"),
                Client.FORM, Client.form("image", PNG, "image", new byte[5001]), "image/png", new byte[5001]);
        for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
            JsonNode problem = problem(413, answer(request("/jobs", body.getKey()).setHeader("X-API-Key", "small-key")
                    .POST(BodyPublishers.ofByteArray(body.getValue())).build()));
            assertThat(problem.path("limit").asLong()).isEqualTo(5000);
            assertThat(problem.path("actual").asLong()).isEqualTo(5001);
        }
    }

    @Test
    void aKeysSizeIsThatOfOnePicture() throws Exception {
        byte[] part = Arrays.copyOf(PNG, 5000);
        Object[] parts = new Object[2 * 20];
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = "image";
            parts[i + 1] = part;
        }
        assertThat(answer(request("/jobs", Client.FORM).setHeader("X-API-Key", "small-key")
                .POST(BodyPublishers.ofByteArray(Client.form(parts))).build()).statusCode()).isEqualTo(202);
    }

    /** Jackson's own limit is 20 million characters. */
    @Test
    void jsonWithALongText() throws Exception {
        String image = Base64.getEncoder().encodeToString(new byte[16_000_000]);
        assertThat(problem(413, send("/enhance", bytes("{\"image\":\"" + image + "\"}"), JSON))
                .path("limit_key").asText()).isEqualTo("loupe.limits.max-bytes");
    }

    @Test
    void aFormThatIsCutOffInTheMiddleOfAPicture() throws Exception {
        byte[] form = Client.form("image", PNG);
        for (int length : new int[] {0, 10, form.length / 2, form.length - 6}) {
            assertThat(detail(400, send("/jobs", Arrays.copyOf(form, length), Client.FORM))).contains("too early");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"})
    void aFormWithoutItsBoundary(String type) throws Exception {
        assertThat(detail(400, send("/enhance", Client.form("image", PNG), type))).contains("boundary");
    }

    @Test
    void aFormOfManyPictures() throws Exception {
        for (int pictures : new int[] {101, 1000, 10_000}) {
            Object[] parts = new Object[2 * pictures];
            for (int i = 0; i < pictures; i++) {
                parts[2 * i] = "image";
                parts[2 * i + 1] = new byte[] {1, 2, 3};
            }
            assertThat(detail(400, send("/jobs", Client.form(parts), Client.FORM))).contains("more than 100 pictures");
        }
    }

    @Test
    void aFormOfManyFields() throws Exception {
        Object[] parts = new Object[2 * 300];
        Arrays.fill(parts, "scale");
        assertThat(detail(400, send("/jobs", Client.form(parts), Client.FORM))).contains("more than 256 fields");
    }

    @Test
    void aFormWhoseFieldIsTooLong() throws Exception {
        problem(400, send("/jobs", Client.form("image", PNG, "scale", "2".repeat(20_000)), Client.FORM));
    }

    @Test
    void bodiesWhereNoneIsExpected() throws Exception {
        for (String type : new String[] {Client.FORM, JSON, "image/png", "multipart/form-data"}) {
            byte[] body = Client.form("image", PNG);
            assertThat(send("/session", body, type).statusCode()).isIn(400, 401);
            problem(404, send("/jobs/6f1c0000-0000-0000-0000-000000000000/cancel", body, type));
            problem(404, send("/jobs/6f1c0000-0000-0000-0000-000000000000/retry", body, type));
            problem(405, send("/healthz", body, type));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Client.FORM, JSON, "image/png"})
    void aBodyThatTheDiskHasNoRoomFor(String type, @TempDir Path other) throws Exception {
        byte[] picture = new byte[3_000_000];
        new Random(1).nextBytes(picture);
        byte[] body = type.equals(JSON)
                ? bytes("{\"image\":\"" + Base64.getEncoder().encodeToString(picture) + "\"}")
                : type.equals(Client.FORM) ? Client.form("image", picture) : picture;
        new TestHome(other.resolve("home"));
        try (SmallDisk disk = SmallDisk.at(other.resolve("home/data/cache/uploads"), "1m");
                Home small = new Home(other, Map.of("loupe.disk-reserve", "1"))) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(small.url + "/jobs")).header("Content-Type", type)
                    .timeout(PATIENCE).POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))).build();
            HttpResponse<byte[]> chunked = client.http().send(request, BodyHandlers.ofByteArray());
            assertThat(problem(507, chunked).path("limit_key").asText()).isEqualTo("loupe.disk-reserve");
            HttpResponse<byte[]> announced = client.http().send(HttpRequest.newBuilder(request.uri())
                    .header("Content-Type", type).timeout(PATIENCE).POST(BodyPublishers.ofByteArray(body)).build(),
                    BodyHandlers.ofByteArray());
            problem(507, announced);
            await().untilAsserted(() -> assertThat(uploads(other)).isEmpty());
            assertThat(new Client(small.url).send("POST", "/enhance", PNG, "Content-Type", "image/png").statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<byte[]> send(String path, byte[] body, String type) throws Exception {
        return answer(request(path, type).POST(BodyPublishers.ofByteArray(body)).build());
    }

    private HttpRequest.Builder request(String path, String type) {
        return HttpRequest.newBuilder(URI.create(home.url + path)).header("Content-Type", type)
                .header("X-API-Key", "any-key").timeout(PATIENCE);
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws Exception {
        return client.http().send(request, BodyHandlers.ofByteArray());
    }

    private static String detail(int status, HttpResponse<byte[]> answer) throws Exception {
        return problem(status, answer).path("detail").asText();
    }

    private static JsonNode problem(int status, HttpResponse<byte[]> answer) throws Exception {
        assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        return Client.json(answer);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
