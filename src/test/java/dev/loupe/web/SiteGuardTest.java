package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is answered at all. */
class SiteGuardTest extends WithService {
    @Override
    Map<String, String> keys() {
        return Map.of("loupe.http.hosts", "pictures.example");
    }

    @Test
    void aNameThatIsNotOursIsNotAnswered() throws Exception {
        assertThat(raw("GET /jobs HTTP/1.1\r\nHost: evil.example:8080")).startsWith("HTTP/1.1 421")
                .contains("loupe.http.hosts");
        assertThat(raw("GET /livez HTTP/1.1\r\nHost: 127.evil.example")).startsWith("HTTP/1.1 421");
        for (String ours : new String[] {"localhost:1", "LOCALHOST", "127.0.0.1", "[::1]:8080", "pictures.example"}) {
            assertThat(raw("GET /livez HTTP/1.1\r\nHost: " + ours)).as(ours).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aPageOfAnotherSiteChangesNothing() throws Exception {
        assertThat(post("Sec-Fetch-Site", "cross-site")).isEqualTo(403);
        assertThat(post("Sec-Fetch-Site", "same-site")).isEqualTo(403);
        assertThat(post("Origin", "https://evil.example")).isEqualTo(403);
        assertThat(post("Origin", "null")).isEqualTo(403);
        assertThat(client.send("DELETE", "/jobs/x", null, "Origin", "https://evil.example").statusCode())
                .isEqualTo(403);

        assertThat(post("Sec-Fetch-Site", "same-origin")).isEqualTo(200);
        assertThat(post("Sec-Fetch-Site", "none")).isEqualTo(200);
        assertThat(post("Origin", home.url)).isEqualTo(200);
        assertThat(post("Origin", "https://pictures.example")).isEqualTo(200);
        assertThat(client.get("/livez", "Origin", "https://evil.example").statusCode()).isEqualTo(200);
    }

    private int post(String header, String value) throws Exception {
        return client.send("POST", "/enhance", PNG, "Content-Type", "image/png", header, value).statusCode();
    }

    @Test
    void headAnswersAsGetDoesWithoutABody() throws Exception {
        String id = Client.json(client.send("POST", "/jobs", PNG, "Content-Type", "image/png")).path("jobs").get(0)
                .path("id").asText();
        await().until(() -> client.get("/jobs/" + id + "/result").statusCode() == 200);

        for (String path : new String[] {"/", "/style.css", "/livez", "/readyz", "/healthz", "/openapi.json", "/jobs",
                "/jobs/" + id,
            "/jobs/" + id + "/result", "/jobs/" + id + "/input?format=jpeg"}) {
            HttpResponse<byte[]> head = client.send("HEAD", path, null);
            HttpResponse<byte[]> get = client.get(path);
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).as(path).isEmpty();
            assertThat(head.headers().firstValue("Content-Type")).as(path)
                    .isEqualTo(get.headers().firstValue("Content-Type"));
        }
        assertThat(client.send("HEAD", "/jobs/" + id + "/events", null).statusCode()).isEqualTo(405);
        assertThat(client.send("HEAD", "/enhance", null).statusCode()).isEqualTo(405);
        assertThat(client.send("HEAD", "/nothing/here", null).statusCode()).isEqualTo(404);
    }

    /** Sends a head as it is, which Java's own client would not; returns all that is answered. */
    private String raw(String head) throws IOException {
        URI address = URI.create(home.url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((head + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
