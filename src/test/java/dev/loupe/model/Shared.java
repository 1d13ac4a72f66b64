package dev.loupe.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files beside the project that tests may use where they are there. */
public final class Shared {
    private Shared() {}

    /** Skips the test where the file is not there. */
    public static Path file(String path) {
        Path file = Path.of(System.getProperty("loupe.shared", "../shared")).resolve(path);
        assumeTrue(Files.exists(file), "skipped: " + file + " is not here (-Dloupe.shared=DIR says where it is)");
        return file;
    }
}
