package dev.loupe.camel;

import dev.loupe.core.Printable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bean {@code pictures}: leaves alone what programs and systems put beside pictures while they work, and on this
 * machine what cannot be opened as a file, which the log says once. Thread-safe.
 */
public final class PictureFiles<T> implements GenericFileFilter<T> {
    private static final Logger log = LoggerFactory.getLogger("loupe.pictures");

    private static final List<String> ENDINGS =
            List.of(".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart");
    private static final Set<String> SYSTEM = Set.of("thumbs.db", "desktop.ini");

    /** The log has said enough by then. */
    private static final int MOST_SAID = 10_000;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    @Override
    public boolean accept(GenericFile<T> file) {
        String name = file.getFileNameOnly().toLowerCase(Locale.ROOT);
        if (file.isDirectory()) {
            return !name.startsWith(".") && !isLink(file) && canBeOpened(file);
        }
        // a leading dot covers ._*, .DS_Store and every editor's and uploader's temporary name
        return !name.startsWith(".") && !name.startsWith("~$") && !SYSTEM.contains(name)
                && ENDINGS.stream().noneMatch(name::endsWith) && canBeOpened(file);
    }

    /** Behind a linked folder lie somebody else's files, which would be moved away, or the inbox itself once more. */
    private static boolean isLink(GenericFile<?> file) {
        return file.getFile() instanceof File local && Files.isSymbolicLink(local.toPath());
    }

    private boolean canBeOpened(GenericFile<?> file) {
        if (!(file.getFile() instanceof File local)
                || !isSplit(local) && (file.isDirectory() ? local.isDirectory() : local.isFile())) {
            return true;
        }
        obstacle(local).filter(reason -> said.size() < MOST_SAID && said.add(local.getPath())).ifPresent(reason ->
                log.warn("{} is left alone: {}", Printable.text(local.getPath()), reason));
        return false;
    }

    /** Camel makes two names of one with a backslash. */
    private static boolean isSplit(File file) {
        return File.separatorChar != '\\' && file.getName().indexOf('\\') >= 0;
    }

    /** Why it cannot be opened; empty where it is gone. */
    private static Optional<String> obstacle(File file) {
        if (isSplit(file)) {
            return Optional.of("its name has a backslash in it; rename it");
        }
        try {
            Path path = file.toPath();
            if (Files.isSymbolicLink(path) && Files.notExists(path)) {
                return Optional.of("it is a link to a file that does not exist");
            }
            return Files.readAttributes(path, BasicFileAttributes.class).isOther()
                    ? Optional.of("it is not a file, but a pipe, a socket or a device") : Optional.empty();
        } catch (NoSuchFileException gone) {
            return file.getName().indexOf('\uFFFD') < 0 ? Optional.empty() : Optional.of(unreadableName());
        } catch (InvalidPathException unspeakable) {
            return Optional.of(unreadableName());
        } catch (IOException refused) {
            return Optional.of("its attributes cannot be read (" + refused + ")");
        }
    }

    /** Java puts U+FFFD where a name is not in its character set, and finds no file by the name that makes. */
    private static String unreadableName() {
        return "its name is not in " + System.getProperty("sun.jnu.encoding") + "; rename it";
    }
}
