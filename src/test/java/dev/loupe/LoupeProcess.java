package dev.loupe;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code loupe} as a process of its own, for which a file's mode counts even where root runs it. */
final class LoupeProcess implements AutoCloseable {
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Process process;
    private final Path output;

    LoupeProcess(TestHome home, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (ROOT) {
            command.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"));
        }
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-Dlog4j2.is.webapp=false", "-cp", System.getProperty("java.class.path"), App.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", home.path().toString()));
        this.output = home.path().resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        this.process = builder.start();
    }

    /** A service that takes pictures, with the bicubic engine for speed. */
    static LoupeProcess run(TestHome home, Map<String, String> environment, String... more) throws IOException {
        List<String> keys = new ArrayList<>(List.of(WithFolder.QUICK));
        keys.addAll(List.of(more));
        home.configure(keys.toArray(String[]::new));
        LoupeProcess service = new LoupeProcess(home, environment, "run");
        await().atMost(Duration.ofMinutes(2)).until(() -> !service.said("Drop pictures into").isEmpty());
        return service;
    }

    /** What it has printed so far that has this in it. */
    List<String> said(String part) {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8).lines()
                    .filter(line -> line.contains(part)).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    boolean endsWithin(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    /** As an operator does. */
    void stop() {
        process.destroy();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
