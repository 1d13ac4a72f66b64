package dev.loupe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A small picture and the original it was shrunk from, as benchmark folders keep them. */
record Pair(Path small, Path original) {
    private static final String SMALL = "LR";
    private static final String ORIGINAL = "HR";

    /**
     * The pairs in and below a folder, in order: {@code NAME_LR.png} beside {@code NAME_HR.png}, or the same name (or
     * {@code NAMEx3.png} for {@code NAME.png}) in folders {@code LR} and {@code HR}.
     */
    static List<Pair> find(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        List<Pair> pairs = new ArrayList<>();
        for (Path file : files) {
            beside(file).or(() -> inFolders(file)).ifPresent(original -> pairs.add(new Pair(file, original)));
        }
        return pairs;
    }

    private static Optional<Path> beside(Path file) {
        String name = file.getFileName().toString();
        int at = name.lastIndexOf(SMALL + ".");
        return at < 0
                ? Optional.empty()
                : existing(file.resolveSibling(name.substring(0, at) + ORIGINAL + name.substring(at + SMALL.length())));
    }

    private static Optional<Path> inFolders(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (!folder.getFileName().toString().equals(SMALL)) {
            return Optional.empty();
        }
        Path originals = folder.resolveSibling(ORIGINAL);
        String name = file.getFileName().toString();
        return existing(originals.resolve(name))
                .or(() -> existing(originals.resolve(name.replaceFirst("x\\d(?=\\.)", ""))));
    }

    private static Optional<Path> existing(Path file) {
        return Optional.of(file).filter(Files::isRegularFile);
    }
}
