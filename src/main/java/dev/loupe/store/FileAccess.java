package dev.loupe.store;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the user who runs this process may do with files. */
public final class FileAccess {
    private FileAccess() {}

    /** The user's name, or number where it has none, for sentences. */
    public static String user() {
        return "user " + ProcessHandle.current().info().user().orElseGet(() -> System.getProperty("user.name"));
    }

    /** The folder itself, or what exists of the way to one that has not been made yet. */
    public static Path existing(Path folder) {
        Path there = folder.toAbsolutePath();
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /** Whether files can be put into a folder; one that has not been made yet can be made then. */
    public static boolean isWritable(Path folder) {
        Path there = existing(folder);
        return Files.isDirectory(there) && Files.isWritable(there);
    }
}
