package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeysTest extends WithService {
    @Override
    Map<String, String> keys() throws Exception {
        return Map.of("loupe.http.keys", "alice:" + hash("alices-key") + ", bob:" + hash("bobs-key")
                + ", slow:" + hash("slow-key") + ":2:10000");
    }

    private static String hash(String key) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                .digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void withoutAKeyNothingButThePageAndLifeIsAnswered() throws Exception {
        for (String path : new String[] {"/jobs", "/jobs/x", "/jobs/x/events", "/healthz", "/nothing"}) {
            HttpResponse<byte[]> answer = client.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        assertThat(client.get("/livez").statusCode()).isEqualTo(200);
        assertThat(client.send("POST", "/enhance", PNG, "Content-Type", "image/png").statusCode()).isEqualTo(401);
        assertThat(client.get("/jobs", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void aKeySeesItsOwnJobsOnly() throws Exception {
        HttpResponse<byte[]> accepted = client.send("POST", "/jobs", PNG, "Content-Type", "image/png",
                "Authorization", "Bearer alices-key");
        String job = "/jobs/" + Client.json(accepted).path("jobs").get(0).path("id").asText();

        assertThat(client.get(job, "X-API-Key", "alices-key").statusCode()).isEqualTo(200);
        for (String path : new String[] {"", "/result", "/input", "/events"}) {
            assertThat(client.get(job + path, "X-API-Key", "bobs-key").statusCode()).as(path).isEqualTo(404);
        }
        assertThat(client.send("DELETE", job, null, "X-API-Key", "bobs-key").statusCode()).isEqualTo(404);
        assertThat(client.send("POST", job + "/cancel", PNG, "X-API-Key", "bobs-key").statusCode()).isEqualTo(404);
        JsonNode bobs = Client.json(client.get("/jobs", "X-API-Key", "bobs-key"));
        assertThat(bobs.path("jobs")).isEmpty();
    }

    @Test
    void thePageTradesAKeyForACookie() throws Exception {
        HttpResponse<byte[]> refused =
                client.send("POST", "/session", "{\"key\":\"wrong\"}".getBytes(StandardCharsets.UTF_8));
        HttpResponse<byte[]> answer = client.send("POST", "/session",
                "{\"key\":\"bobs-key\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(refused.statusCode()).isEqualTo(401);
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).containsIgnoringCase("HttpOnly").contains("SameSite=Strict").doesNotContain("bobs-key");
        String session = cookie.split(";")[0];
        assertThat(client.get("/jobs", "Cookie", session).statusCode()).isEqualTo(200);
        assertThat(client.send("DELETE", "/session", null, "Cookie", session).statusCode()).isEqualTo(204);
        assertThat(client.get("/jobs", "Cookie", session).statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyHasItsOwnPaceAndSize() throws Exception {
        byte[] large = new byte[10_001 + (64 << 10)];
        assertThat(client.send("POST", "/enhance", large, "Content-Type", "image/png", "X-API-Key", "slow-key")
                .statusCode())
                .isEqualTo(413);
        assertThat(client.send("POST", "/enhance", PNG, "Content-Type", "image/png", "X-API-Key", "slow-key")
                .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> third = client.send("POST", "/enhance", PNG, "Content-Type", "image/png", "X-API-Key",
                "slow-key");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).contains("60");
    }
}
