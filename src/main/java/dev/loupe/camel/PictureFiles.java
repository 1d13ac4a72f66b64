package dev.loupe.camel;

import java.io.File;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/** Bean {@code pictures}: leaves alone what programs and systems put beside pictures while they work. Thread-safe. */
public final class PictureFiles<T> implements GenericFileFilter<T> {
    private static final List<String> ENDINGS =
            List.of(".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart");
    private static final Set<String> SYSTEM = Set.of("thumbs.db", "desktop.ini");

    @Override
    public boolean accept(GenericFile<T> file) {
        String name = file.getFileNameOnly().toLowerCase(Locale.ROOT);
        if (file.isDirectory()) {
            return !name.startsWith(".") && !isLink(file);
        }
        // a leading dot covers ._*, .DS_Store and every editor's and uploader's temporary name
        return !name.startsWith(".") && !name.startsWith("~$") && !SYSTEM.contains(name)
                && ENDINGS.stream().noneMatch(name::endsWith);
    }

    /** Behind a linked folder lie somebody else's files, which would be moved away, or the inbox itself once more. */
    private static boolean isLink(GenericFile<?> file) {
        return file.getFile() instanceof File local && Files.isSymbolicLink(local.toPath());
    }
}
