package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loupe.LogLines;
import dev.loupe.failure.Failed;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What failed on this side is in the log once, with its causes, under the word that the client was given. */
class LoggedTest extends WithJobs {
    private static final Pattern REFERENCE = Pattern.compile("log says why under (\\S+)\\.");

    @Test
    void aPictureThatFailsAtOnce() throws Exception {
        try (LogLines log = new LogLines()) {
            home.engine.failWith(new Failed("The library broke.", new IOException("lib.so: bad magic")));
            String reference = reference(client.send("POST", "/enhance", PNG, "Content-Type", "image/png"));
            assertThat(log.with(reference)).singleElement().asString()
                    .contains("The library broke. Cause: java.io.IOException: lib.so: bad magic");

            home.engine.failWith(new IllegalStateException("unheard of", new IOException("lib.so: bad magic")));
            String other = reference(client.send("POST", "/enhance", PNG, "Content-Type", "image/png"));
            assertThat(log.with(other)).singleElement().asString().contains("unheard of", "lib.so: bad magic");
        }
    }

    @Test
    void jobsThatCannotBeKept() throws Exception {
        Path jobs = folder.resolve("home/data/jobs");
        Path aside = Files.move(jobs, jobs.resolveSibling("aside"));
        Files.createFile(jobs);
        try (LogLines log = new LogLines()) {
            String reference = reference(client.send("POST", "/jobs", PNG, "Content-Type", "image/png"));
            assertThat(log.with(reference)).singleElement().asString()
                    .contains("ERROR", "The job's folder cannot be written", "Not a directory");
        } finally {
            Files.delete(jobs);
            Files.move(aside, jobs);
        }
    }

    @Test
    void aJobThatFails() throws Exception {
        try (LogLines log = new LogLines()) {
            home.engine.failWith(new Failed("The library broke.", new IOException("lib.so: bad magic")));
            JsonNode failed = ended(post(""));

            String id = failed.path("id").asText();
            assertThat(failed.path("error").path("detail").asText()).contains("log says why under " + id);
            List<String> lines = log.with(id);
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).contains("is tried again (2 of 2)", "The library broke.", "lib.so: bad magic");
            assertThat(lines.get(1)).contains("failed (2 of 2)", "The library broke.", "lib.so: bad magic");
        }
    }

    @Test
    void aJobWhoseResultCannotBeWritten() throws Exception {
        try (LogLines log = new LogLines()) {
            home.engine.hold();
            int begun = home.engine.begun();
            JsonNode job = post("");
            await().until(() -> home.engine.begun() > begun);
            Path files = folder.resolve("home/data/jobs/" + job.path("id").asText());
            Files.delete(files.resolve("input"));
            Files.delete(files);
            home.engine.releaseAll();
            ended(job);

            List<String> lines = log.with(job.path("id").asText());
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).contains("is tried again (2 of 2)", "The job's result cannot be written");
            assertThat(lines.get(1)).contains("failed (2 of 2)", "NoSuchFile");
        }
    }

    private static String reference(HttpResponse<byte[]> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(500);
        Matcher detail = REFERENCE.matcher(Client.json(answer).path("detail").asText());
        assertThat(detail.find()).isTrue();
        return detail.group(1);
    }
}
