package dev.loupe.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The shared libraries mapped into this process, as Linux tells it: not what was asked for, but what is there. */
record LoadedLibraries(List<Path> paths) {
    private static final Path MAPS = Path.of("/proc/self/maps");

    /** Empty where the system does not tell. */
    static LoadedLibraries now() {
        if (!Files.isReadable(MAPS)) {
            return new LoadedLibraries(List.of());
        }
        try (Stream<String> lines = Files.lines(MAPS)) {
            return new LoadedLibraries(lines.filter(line -> line.contains("/") && line.contains(".so"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .distinct()
                    .toList());
        } catch (IOException unreadable) {
            return new LoadedLibraries(List.of());
        }
    }

    /** The folders that OpenCV's own and its JNI libraries come from: exactly one where nothing is mixed. */
    List<Path> openCvFolders() {
        return paths.stream()
                .filter(path -> path.getFileName().toString().matches("lib(jni)?opencv_.*"))
                .map(Path::getParent)
                .distinct()
                .toList();
    }

    /** The version in the name of the file behind a library, such as 13.0.96 of {@code libcudart.so.13.0.96}. */
    Optional<String> version(String library) {
        return paths.stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.startsWith(library + ".so."))
                .map(name -> name.substring(library.length() + ".so.".length()))
                .findFirst();
    }
}
