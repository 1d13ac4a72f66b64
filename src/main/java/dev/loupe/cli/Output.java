package dev.loupe.cli;

import dev.loupe.codec.Encoded;
import dev.loupe.codec.ImageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the enlarged pictures go. A file is there whole or not at all, also when the process is told to stop; an input
 * is never overwritten; two pictures of one run never get the same name. Not thread-safe.
 */
final class Output implements AutoCloseable {
    private final Path folder;
    private final Path file;
    private final Set<Path> taken = new HashSet<>();
    private final Thread interrupted = new Thread(this::giveUp, "interrupted");
    private volatile Path half;

    /**
     * @param file the one result's name, or null to name results after their inputs
     * @param inputs what must not be overwritten
     */
    Output(Path folder, Path file, List<Input> inputs) throws IOException {
        this.folder = folder;
        this.file = file;
        inputs.forEach(input -> taken.add(input.identity()));
        Files.createDirectories(folder);
        Runtime.getRuntime().addShutdownHook(interrupted);
    }

    /** Writes one result; returns where it is. */
    Path write(Input input, Encoded picture) throws IOException {
        Path target = file != null ? file : free(input.place(), picture.format());
        Files.createDirectories(target.toAbsolutePath().getParent());
        half = target.resolveSibling(".loupe-" + ProcessHandle.current().pid() + ".part");
        try {
            Files.write(half, picture.bytes());
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
            half = null;
        }
        return target;
    }

    private Path free(Path place, ImageFormat format) throws IOException {
        String name = place.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String extension = dot > 0 ? format.extensionFor(name) : format.extension();
        for (int version = 1; ; version++) {
            String versioned = stem + (version == 1 ? "" : "-" + version) + "." + extension;
            Path target = folder.resolve(place.resolveSibling(versioned));
            if (taken.add(identity(target))) {
                return target;
            }
        }
    }

    private static Path identity(Path target) throws IOException {
        return Files.exists(target) ? target.toRealPath() : target.toAbsolutePath().normalize();
    }

    /**
     * Leaves nothing half behind, and ends before native libraries are torn down under a thread that still computes.
     */
    private void giveUp() {
        try {
            Path unfinished = half;
            if (unfinished != null) {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException stays) {
            System.err.println("loupe: " + half + " could not be deleted");
        } finally {
            Runtime.getRuntime().halt(130);
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(interrupted);
    }
}
