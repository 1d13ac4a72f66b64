package dev.loupe.job;

import dev.loupe.codec.Bytes;
import dev.loupe.failure.Failed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
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

    /** Puts an upload into a new job's folder; on the disk when this returns, and no folder is left when it fails. */
    void keep(String id, Bytes upload) {
        try {
            Path input = Files.createDirectories(root.resolve(id)).resolve(INPUT);
            if (upload instanceof Bytes.InFile in) {
                move(in.file(), input);
            } else {
                writeThrough(Files.createFile(input), upload.read());
            }
            sync(input.getParent());
            sync(root);
        } catch (IOException unwritable) {
            throw undone(() -> delete(id), new Failed("The job's folder cannot be written (" + unwritable + ").",
                    unwritable));
        }
    }

    /** Uploads may lie on another file system than the jobs, which may be shared with other machines. */
    private static void move(Path upload, Path input) throws IOException {
        try {
            Files.move(upload, input, StandardCopyOption.ATOMIC_MOVE);
            sync(input);
        } catch (AtomicMoveNotSupportedException elsewhere) {
            Path copy = Files.copy(upload, part(input));
            sync(copy);
            Files.move(copy, input, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(upload);
        }
    }

    /** Writes a result under its name at once or not at all; on the disk when this returns. */
    void write(String id, String format, byte[] picture) {
        Path result = result(id, format);
        Path temporary = part(result);
        try {
            // createTempFile's are for their owner alone, and the watched folder hands them on
            writeThrough(Files.createFile(temporary), picture);
            Files.move(temporary, result, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(result.getParent());
        } catch (IOException unwritable) {
            throw undone(() -> Files.deleteIfExists(temporary), new Failed("The job's result cannot be written ("
                    + unwritable + ").", unwritable));
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling(UUID.randomUUID() + ".part");
    }

    private interface Undo {
        void run() throws IOException;
    }

    private static Failed undone(Undo undo, Failed failure) {
        try {
            undo.run();
        } catch (IOException | Failed stuck) {
            failure.addSuppressed(stuck);
        }
        return failure;
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
