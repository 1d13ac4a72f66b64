package dev.loupe.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Asks a service as any program would. */
public final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOUNDARY = "pictures-and-fields";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;

    public Client(String url) {
        this.url = url;
    }

    public HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws Exception {
        return http.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
    }

    public CompletableFuture<HttpResponse<byte[]>> sendAsync(String method, String path, byte[] body,
            String... headers) {
        return http.sendAsync(request(method, path, body, headers), BodyHandlers.ofByteArray());
    }

    public HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send("GET", path, null, headers);
    }

    public HttpRequest request(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    public HttpClient http() {
        return http;
    }

    public static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return JSON.readTree(response.body());
    }

    /** A form's body: a name and a value, or {@code image} and a picture's bytes, alternating. */
    public static byte[] form(Object... parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < parts.length; i += 2) {
            boolean file = parts[i + 1] instanceof byte[];
            out.write(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + parts[i] + "\""
                    + (file ? "; filename=\"picture" + i + ".png\"\r\nContent-Type: image/png" : "") + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write(file ? (byte[]) parts[i + 1] : parts[i + 1].toString().getBytes(StandardCharsets.UTF_8));
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        out.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    public static final String FORM = "multipart/form-data; boundary=" + BOUNDARY;
}
