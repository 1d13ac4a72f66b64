package dev.loupe.cli;

import dev.loupe.failure.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder that holds config, routes, models and data. */
final class Home {
    private static final List<String> PARTS = List.of("config", "routes", "models");

    private Home() {}

    /** The given home, or the installation; a new home gets a copy of what it lacks of the installation's parts. */
    static Path prepare(Path given) {
        return prepare(given, Path.of(System.getProperty("loupe.home", ".")).toAbsolutePath().normalize());
    }

    static Path prepare(Path given, Path installation) {
        if (given == null) {
            return installation;
        }
        Path home = given.toAbsolutePath().normalize();
        for (String part : PARTS) {
            Path from = installation.resolve(part);
            if (Files.notExists(home.resolve(part)) && Files.isDirectory(from)) {
                copy(from, home.resolve(part));
            }
        }
        return home;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            Files.createDirectories(to.getParent());
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException unwritable) {
            throw new Failed("The home " + to.getParent() + " cannot be prepared: " + Faults.reason(unwritable) + ".",
                    unwritable);
        }
    }
}
