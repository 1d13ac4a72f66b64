package dev.loupe.cli;

import dev.loupe.codec.ImageFormat;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A file to be enlarged. Whether it can be read, or is a picture, shows when it is its turn.
 *
 * @param file as the user named it, or below a folder that the user named
 * @param place where it goes below the output folder
 */
record Input(Path file, Path place) {
    private static final List<String> EXTENSIONS =
            Arrays.stream(ImageFormat.values()).flatMap(format -> format.extensions().stream()).toList();

    /**
     * The named files, and everything called like a picture in the named folders, each once and in order. What lies
     * below {@code out} is left out: it is what an earlier run made.
     *
     * @param leftOut told what is called like a picture and is no file
     */
    static List<Input> find(List<Path> named, Path out, Consumer<Path> leftOut) throws IOException {
        Map<Path, Input> found = new LinkedHashMap<>();
        for (Path path : named) {
            Collection<Input> inputs =
                    Files.isDirectory(path) ? below(path, out, leftOut) : List.of(new Input(path, path.getFileName()));
            for (Input input : inputs) {
                found.putIfAbsent(input.identity(), input);
            }
        }
        return List.copyOf(found.values());
    }

    /** The file behind all its names, as far as the system tells. */
    Path identity() {
        try {
            return file.toRealPath();
        } catch (IOException absent) {
            return file.toAbsolutePath().normalize();
        }
    }

    private static List<Input> below(Path folder, Path out, Consumer<Path> leftOut) throws IOException {
        List<Input> found = new ArrayList<>();
        Path excluded = Files.exists(out) ? out.toRealPath() : out.toAbsolutePath().normalize();
        Path root = folder.toRealPath();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean hidden = !directory.equals(root) && directory.getFileName().toString().startsWith(".");
                return hidden || directory.equals(excluded) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isCalledLikeAPicture(file)) {
                    if (Files.isRegularFile(file)) {
                        add(file);
                    } else {
                        leftOut.accept(folder.resolve(root.relativize(file)));
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException fault) {
                add(file); // it fails again when it is read, and is then named among the failed
                return FileVisitResult.CONTINUE;
            }

            private void add(Path file) {
                Path place = root.relativize(file);
                found.add(new Input(folder.resolve(place), place));
            }
        });
        found.sort((a, b) -> a.place().compareTo(b.place()));
        return found;
    }

    private static boolean isCalledLikeAPicture(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && !name.startsWith("~$") && EXTENSIONS.contains(extension(name));
    }

    /** What follows the last dot, in lower case, or nothing. */
    static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
