package dev.loupe.web;

import dev.loupe.failure.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder for what lives no longer than a request. */
public final class Scratch {
    private Scratch() {}

    /** The folder, made, without what an earlier process left in it. */
    public static Path emptied(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> left = Files.list(folder)) {
                for (Path file : left.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
            return folder;
        } catch (IOException unwritable) {
            throw new Failed("The folder " + folder + " cannot be written (" + unwritable
                    + "). Give Loupe the right to.", unwritable);
        }
    }
}
