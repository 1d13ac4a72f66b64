package dev.loupe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A home in a temporary folder: the project's real routes and models, and the configuration a test asks for. */
public final class TestHome {
    private final Path home;

    public TestHome(Path home, String... properties) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("routes"));
        Files.createDirectories(home.resolve("config"));
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route : routes.filter(Files::isRegularFile).toList()) {
                Files.copy(route, home.resolve("routes").resolve(route.getFileName()));
            }
        }
        Files.createSymbolicLink(home.resolve("models"), Path.of("models").toAbsolutePath());
        configure(properties);
    }

    /** The HTTP door and the jobs are off unless a test asks for them, so that tests can run beside each other. */
    public TestHome configure(String... properties) throws IOException {
        Files.writeString(home.resolve("config/application.properties"),
                "loupe.http.enabled=false\nloupe.http.management.port=0\nloupe.jobs.enabled=false\n"
                        + String.join("\n", properties));
        return this;
    }

    public Path path() {
        return home;
    }

    /** Puts a file into the inbox as a careful program does: under a temporary name first. */
    public Path drop(String name, byte[] bytes) throws IOException {
        Path file = home.resolve("data/inbox").resolve(name);
        Files.createDirectories(file.getParent());
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        Files.write(temporary, bytes);
        return Files.move(temporary, file);
    }

    public Path data(String path) {
        return home.resolve("data").resolve(path);
    }

    public boolean has(String path) {
        return Files.isRegularFile(data(path));
    }

    /** Every regular file below a folder of {@code data}, relative to it, sorted. */
    public List<String> files(String folder) {
        Path root = data(folder);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).map(file -> root.relativize(file).toString()).sorted().toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
