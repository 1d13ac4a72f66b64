package dev.loupe.job;

import dev.loupe.codec.Bytes;
import dev.loupe.failure.Failed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The files of jobs: one folder each, with {@code input} and {@code result.<format>} in it. Safe for several threads.
 */
public final class JobFiles {
    private static final String INPUT = "input";
    /** What is written at once is copied out of the heap first, and each thread keeps the room for it. */
    private static final int PIECE = 64 << 10;

    private final Path root;

    public JobFiles(Path root) {
        this.root = root;
    }

    Path input(String id) {
        return root.resolve(id).resolve(INPUT);
    }

    Path result(String id, String format) {
        return root.resolve(id).resolve("result." + format);
    }

    /** Puts an upload into a new job's folder; on the disk when this returns. */
    void keep(String id, Bytes upload) {
        try {
            Path folder = Files.createDirectories(root.resolve(id));
            Path input = folder.resolve(INPUT);
            if (upload instanceof Bytes.InFile in) {
                Files.move(in.file(), input, StandardCopyOption.ATOMIC_MOVE);
                sync(input);
            } else {
                writeThrough(Files.createFile(input), upload.read());
            }
            sync(folder);
            sync(root);
        } catch (IOException unwritable) {
            throw new Failed("The job's folder cannot be written (" + unwritable + ").", unwritable);
        }
    }

    /** Writes a result under its name at once or not at all; on the disk when this returns. */
    void write(String id, String format, byte[] picture) {
        Path result = result(id, format);
        try {
            // createTempFile's are for their owner alone, and the watched folder hands them on
            Path temporary = Files.createFile(result.resolveSibling(UUID.randomUUID() + ".part"));
            writeThrough(temporary, picture);
            Files.move(temporary, result, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(result.getParent());
        } catch (IOException unwritable) {
            throw new Failed("The job's result cannot be written (" + unwritable + ").", unwritable);
        }
    }

    void delete(String id) {
        try (Stream<Path> files = Files.walk(root.resolve(id))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException gone) {
            // nothing left to delete
        } catch (IOException unwritable) {
            throw new Failed("The job's folder cannot be deleted (" + unwritable + ").", unwritable);
        }
    }

    /** The ids of all folders there are. */
    List<String> ids() {
        try (Stream<Path> folders = Files.list(Files.createDirectories(root))) {
            return folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString()).toList();
        } catch (IOException unreadable) {
            throw new Failed("The folder of the jobs cannot be read (" + unreadable + ").", unreadable);
        }
    }

    private static void writeThrough(Path file, byte[] picture) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int at = 0; at < picture.length; ) {
                at += channel.write(ByteBuffer.wrap(picture, at, Math.min(PIECE, picture.length - at)));
            }
            channel.force(true);
        }
    }

    /**
     * A file, or a folder: a name that was made or changed survives a power cut only once its folder is on the disk
     * too.
     */
    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
