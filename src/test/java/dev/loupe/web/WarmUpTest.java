package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.TestHome;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is starting: its engine warms up, and then its routes start. */
class WarmUpTest {
    private static final byte[] PNG = Pictures.png(20, 10);

    @TempDir
    private Path folder;

    private final HeldEngine engine = new HeldEngine();
    private CompletableFuture<Home> starting;

    @AfterEach
    void stop() throws Exception {
        engine.releaseAll();
        starting.get().close();
    }

    private void start(int port) {
        engine.hold();
        starting = CompletableFuture.supplyAsync(() -> {
            try {
                return new Home(folder, Map.of("loupe.http.port", Integer.toString(port)), engine);
            } catch (IOException unwritable) {
                throw new IllegalStateException(unwritable);
            }
        });
    }

    @Test
    void healthIsAnsweredWhileTheEngineWarmsUp() throws Exception {
        int port = Home.freePort();
        start(port);
        Client early = new Client("http://127.0.0.1:" + port);
        await().ignoreExceptions().until(() -> early.get("/livez").statusCode() == 200);

        assertThat(early.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(Client.json(early.get("/healthz")).path("status").asText()).contains("warming up");
        assertThat(early.get("/").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> refused = early.send("POST", "/enhance", PNG, "Content-Type", "image/png");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        engine.releaseAll();
        starting.get();
        assertThat(early.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(early.send("POST", "/enhance", PNG, "Content-Type", "image/png").statusCode()).isEqualTo(200);
    }

    /** A job's folder is there before its row: once routes run, one without a row may be about to get it. */
    @Test
    void foldersOfJobsThatNobodyAcceptedAreDeletedBeforeTheRoutesStartAndNotAfter() throws Exception {
        Path jobs = new TestHome(folder.resolve("home")).data("jobs");
        Path left = Files.createDirectories(jobs.resolve(UUID.randomUUID().toString()));
        start(Home.freePort());
        await().until(() -> engine.begun() > 0);
        assertThat(left).doesNotExist();

        Path accepting = Files.createDirectories(jobs.resolve(UUID.randomUUID().toString()));
        engine.releaseAll();
        starting.get();
        assertThat(accepting).exists();
    }
}
