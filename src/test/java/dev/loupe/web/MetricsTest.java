package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs, dashboard and alert rules call metrics is what a service has, and the docs name all that it has. */
class MetricsTest {
    private static final Pattern NAME = Pattern.compile("\\bloupe_[a-z_]+");

    @TempDir
    private Path folder;

    @Test
    void everyMetricThatIsNamedIsThereAndEveryOneThatIsThereIsNamed() throws Exception {
        int port = Home.freePort();
        Path watched = Files.createDirectories(folder.resolve("watched"));
        try (Home home = new Home(folder, Map.of("loupe.http.management.port", Integer.toString(port),
                "loupe.sources[0].type", "folder", "loupe.sources[0].name", "archive",
                "loupe.sources[0].directory", watched.toString()))) {
            Client client = new Client(home.url);
            assertThat(client.send("POST", "/enhance", Pictures.png(8, 8), "Content-Type", "image/png").statusCode())
                    .isEqualTo(200);
            Set<String> there = names(scraped("http://127.0.0.1:" + port + "/observe/metrics"));

            assertThat(there).containsAll(named("grafana/dashboard.json")).containsAll(named("grafana/alerts.yaml"));
            assertThat(named("operations.md")).containsAll(there.stream()
                    .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", ""))
                    .map(name -> name.startsWith("loupe_source_") ? "loupe_source_done" : name).toList());
        }
    }

    private static String scraped(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString()).body();
    }

    private static Set<String> named(String file) throws IOException {
        return names(Files.readString(Path.of("docs").resolve(file)));
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher name = NAME.matcher(text); name.find(); ) {
            names.add(name.group());
        }
        return names;
    }
}
