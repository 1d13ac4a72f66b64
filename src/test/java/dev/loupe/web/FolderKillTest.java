package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed while the folder's pictures are in the queue: none is lost, and each is one job. */
@Tag("slow")
class FolderKillTest {
    private static final int PICTURES = 6;
    private static final String[] LIVES = {"AFTER_FSYNC", "AFTER_INSERT", "AFTER_RESULT", "BEFORE_ACKNOWLEDGEMENT", ""};

    @TempDir
    private Path directory;

    @Test
    void noPictureIsLostOrDoneTwice() throws Exception {
        try (Mortal service = new Mortal(directory, "loupe.folder.queue=true", "loupe.folder.settle=100ms",
                "loupe.folder.poll=100ms")) {
            List<String> names = IntStream.range(0, PICTURES).mapToObj(i -> i + ".png").toList();
            for (int i = 0; i < PICTURES; i++) {
                service.home.drop(names.get(i), Pictures.png(10 + i, 8));
            }
            for (String failPoint : LIVES) {
                service.start(failPoint);
                boolean dead = service.isDeadWithin(failPoint.isEmpty() ? 200 + new Random(1).nextInt(2_000) : 60_000);
                assertThat(dead).as(failPoint + ": " + service.output()).isEqualTo(!failPoint.isEmpty());
                service.kill();
            }
            service.start("");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                    assertThat(service.home.files("done")).as(service.output()).containsExactlyElementsOf(names));
            assertThat(service.home.files("outbox")).containsExactlyElementsOf(names);
            assertThat(service.home.files("inbox")).isEmpty();
            assertThat(service.home.files("failed")).isEmpty();
            for (int i = 0; i < PICTURES; i++) {
                byte[] result = Files.readAllBytes(service.home.data("outbox/" + names.get(i)));
                assertThat(Pictures.read(result).getWidth()).isEqualTo(3 * (10 + i));
            }
            JsonNode jobs = Client.json(service.client.get("/jobs?limit=500")).path("jobs");
            assertThat(StreamSupport.stream(jobs.spliterator(), false).map(job -> job.path("name").asText())
                    .sorted().toList()).containsExactlyElementsOf(new TreeSet<>(names));
        }
    }
}
