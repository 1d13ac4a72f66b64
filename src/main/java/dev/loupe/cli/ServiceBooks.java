package dev.loupe.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.failure.Failed;
import dev.loupe.settings.HttpSettings;
import dev.loupe.work.Line;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The service that runs, asked over its management port. */
final class ServiceBooks implements Books {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final TypeReference<List<Line>> LINES = new TypeReference<>() {};
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<Integer> COUNT = new TypeReference<>() {};

    private final String url;
    private final String holder;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final ObjectMapper json = new ObjectMapper();

    ServiceBooks(HttpSettings settings, String holder) {
        String host = settings.managementHost().equals("0.0.0.0") ? "127.0.0.1" : settings.managementHost();
        this.url = "http://" + host + ":" + settings.managementPort();
        this.holder = holder;
        if (settings.managementPort() == 0) {
            throw new Failed("The service on this home (" + holder + ") has no management port to be asked over."
                    + " Give it one (loupe.http.management.port), or stop it.");
        }
    }

    @Override
    public List<String> sources() {
        return ask("GET", "/sources", NAMES);
    }

    @Override
    public List<Line> lines(String source, boolean failed, long before, int limit) {
        return ask("GET", "/history?source=" + encoded(source) + "&failed=" + failed + "&before=" + before + "&limit="
                + limit, LINES);
    }

    @Override
    public int retry(List<Long> ids) {
        return ask("POST", "/history/retry?" + ids.stream().map(id -> "id=" + id).collect(Collectors.joining("&")),
                COUNT);
    }

    @Override
    public int retryFailed(String source) {
        return ask("POST", "/history/retry?failed=true&source=" + encoded(source), COUNT);
    }

    @Override
    public List<String> check(String source) {
        return ask("POST", "/sources/check?source=" + encoded(source), NAMES);
    }

    private <T> T ask(String method, String path, TypeReference<T> type) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE)
                .method(method, BodyPublishers.noBody()).build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return json.readValue(answer.body(), type);
            }
            String detail = json.readTree(answer.body()).path("detail").asText("status " + answer.statusCode());
            throw new Failed(detail);
        } catch (IOException silent) {
            throw new Failed("The service on this home (" + holder + ") does not answer at " + url + " (" + silent
                    + "). See loupe.http.management.port.", silent);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Failed("Stopped while waiting for " + url + ".", stopped);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        // connections close by themselves
    }
}
