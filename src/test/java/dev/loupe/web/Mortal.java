package dev.loupe.web;

import static org.awaitility.Awaitility.await;

import dev.loupe.TestHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A service in a process of its own, with an engine that takes a second for a picture, made to be killed. */
final class Mortal implements AutoCloseable {
    final TestHome home;
    final Client client;
    private final Path output;
    private Process process;

    Mortal(Path directory, String... properties) throws IOException {
        int port = Home.freePort();
        this.home = new TestHome(directory.resolve("home"), "loupe.engine=held", "loupe.http.enabled=true",
                "loupe.jobs.enabled=true", "loupe.http.management.port=0", "loupe.http.port=" + port,
                "loupe.crash-attempts=100", "loupe.retry-delay=100ms", String.join("\n", properties));
        this.client = new Client("http://127.0.0.1:" + port);
        this.output = directory.resolve("out.txt");
    }

    /** Begins a life, which ends at a fail point or, with an empty one, when it is killed. */
    void start(String failPoint) throws IOException {
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-Dloupe.fail-point=" + failPoint,
                "-cp", System.getProperty("java.class.path"), SlowApp.class.getName(), "run", "--home",
                home.path().toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> !process.isAlive()
                || client.get("/readyz").statusCode() == 200);
    }

    /** Whether it has died by itself in time. */
    boolean isDeadWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    int exitValue() {
        return process.exitValue();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
