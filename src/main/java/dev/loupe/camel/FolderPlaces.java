package dev.loupe.camel;

import dev.loupe.settings.FolderSettings;
import dev.loupe.store.FileAccess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bean {@code places}: where the watched folder's files are moved from and to. A picture waits in the inbox while one
 * of its places cannot be written to, and one that cannot be moved although they all can is not taken twice.
 * Thread-safe.
 */
public final class FolderPlaces implements ExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger("loupe.pictures");

    private final Path inbox;
    private final Map<String, Path> places = new LinkedHashMap<>();
    private final Map<Path, String> waitedFor = new ConcurrentHashMap<>();
    private final Map<Path, FolderJob.Stamp> unmoved = new ConcurrentHashMap<>();

    public FolderPlaces(FolderSettings settings) {
        this.inbox = settings.inbox();
        places.put("inbox", inbox);
        places.put("outbox", settings.outbox());
        places.put("done", settings.done());
        places.put("failed", settings.failed());
    }

    /** Whether a file may be taken now; what lies elsewhere is of a route of one's own, and may. */
    public boolean admits(GenericFile<?> file) {
        String path = file.getAbsoluteFilePath();
        return !(file.getFile() instanceof File) || !path.startsWith(inbox + File.separator)
                || admits(path.substring(inbox.toString().length() + 1));
    }

    /** @param path of a file, relative to the inbox */
    boolean admits(String path) {
        forgetWritable();
        Path file = inbox.resolve(path);
        Path below = inbox.relativize(file.getParent());
        return Files.isRegularFile(file) && !isUnmoved(file)
                && places.entrySet().stream().allMatch(place -> admits(place.getKey(), place.getValue(), below));
    }

    /** A file that has changed since is another. */
    private boolean isUnmoved(Path file) {
        FolderJob.Stamp stamp = unmoved.get(file);
        return stamp != null
                && (stamp.equals(FolderJob.Stamp.of(file.toFile())) || !unmoved.remove(file, stamp));
    }

    private boolean admits(String name, Path place, Path below) {
        Path folder = place.resolve(below);
        if (FileAccess.isWritable(folder)) {
            return true;
        }
        Path there = FileAccess.existing(folder);
        Path waiting = inbox.resolve(there.startsWith(place) ? place.relativize(there) : Path.of("")).normalize();
        String reason = Files.isDirectory(there)
                ? FileAccess.user() + " cannot write to " + there
                : there + " is no folder";
        String said = "Pictures in " + waiting + " wait: " + reason + " (loupe.folder." + name + ")";
        if (waitedFor.putIfAbsent(there, said) == null) {
            log.warn("{}", said);
        }
        return false;
    }

    /** Sentences about the places that are waited for now. */
    public List<String> waitedFor() {
        forgetWritable();
        return waitedFor.values().stream().sorted().toList();
    }

    private void forgetWritable() {
        for (Path place : List.copyOf(waitedFor.keySet())) {
            if (FileAccess.isWritable(place) && waitedFor.remove(place) != null) {
                log.info("{} can be written to again", place);
            }
        }
    }

    /** Of Camel's moves at the end of a picture; what the places say is waited for as usual. */
    @Override
    public void handleException(String message, Exchange exchange, Throwable fault) {
        String path = exchange.getProperty(Folder.PATH, String.class);
        if (path == null) {
            handleException(fault);
            return;
        }
        Path file = inbox.resolve(path);
        if (Files.notExists(file)) {
            log.info("{} {} was gone from the inbox when it was done", exchange.getExchangeId(), path);
        } else if (admits(path)) {
            unmoved.put(file, FolderJob.Stamp.of(file.toFile()));
            log.warn("{} {} stays in the inbox, and is left alone there until it changes: {} cannot move it ({})",
                    exchange.getExchangeId(), path, FileAccess.user(), Explanation.bottom(fault).toString());
        }
    }

    @Override
    public void handleException(Throwable fault) {
        log.warn("A picture cannot be moved: {}", fault.toString());
    }

    @Override
    public void handleException(String message, Throwable fault) {
        handleException(fault);
    }
}
