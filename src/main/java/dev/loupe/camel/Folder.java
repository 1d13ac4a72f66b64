package dev.loupe.camel;

import dev.loupe.failure.Busy;
import dev.loupe.failure.Failed;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.failure.Stopped;
import dev.loupe.settings.FolderSettings;
import dev.loupe.store.FileAccess;
import dev.loupe.store.Attempts;
import dev.loupe.store.Names;
import dev.loupe.store.Origin;
import dev.loupe.work.ResultName;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bean {@code folder}: what the watched folder remembers about a picture from the moment it is taken. Thread-safe. */
public final class Folder {
    /** Where it lies in the inbox. */
    static final String PATH = "LoupePath";
    static final String ORIGIN = "LoupeOrigin";
    static final String ATTEMPTS = "LoupeAttempts";
    static final String RESULT_NAME = "LoupeResultName";
    static final String TEMPORARY_NAME = "LoupeTemporaryName";
    static final String DONE_NAME = "LoupeDoneName";
    static final String FAILED_NAME = "LoupeFailedName";

    private static final Logger log = LoggerFactory.getLogger("loupe.pictures");

    private final FolderSettings settings;
    private final FolderPlaces places;
    private final Attempts attempts;
    private final Names names;
    private final int crashAttempts;
    private final Stop stop;

    public Folder(FolderSettings settings, FolderPlaces places, Attempts attempts, Names names, int crashAttempts,
            Stop stop) {
        this.settings = settings;
        this.places = places;
        this.attempts = attempts;
        this.names = names;
        this.crashAttempts = crashAttempts;
        this.stop = stop;
    }

    /** First of all: from now on what does not end well or in a dead letter stays in the inbox. */
    public void take(Exchange exchange) {
        Taken.by(exchange, this::left);
    }

    private void left(Exchange exchange) {
        Origin origin = exchange.getProperty(ORIGIN, Origin.class);
        if (origin != null && (!settings.queue() || exchange.getProperty(RESULT_NAME) != null)) {
            attempts.end(origin); // nobody died working on it; in the queue it begins with the result's name
            forgetHalf(exchange);
        }
    }

    /**
     * Before work starts: says durably that it starts. In the queue that is said when the job's turn comes.
     *
     * @throws Rejected if the process has died too often while working on this very picture
     * @throws Stopped where the service stops
     */
    public void begin(Exchange exchange) {
        stop.requireNotBegun();
        String path = exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class)
                .replace(File.separatorChar, '/');
        exchange.setProperty(PATH, path);
        exchange.setProperty(DONE_NAME, path);
        Optional<String> sha256 = sha256(exchange, settings.inbox().resolve(path));
        if (sha256.isEmpty()) {
            log.info("{} {} was gone from the inbox when its turn came", exchange.getExchangeId(), path);
            Taken.leave(exchange);
            return;
        }
        Origin origin = new Origin(exchange.getFromRouteId(), path, sha256.get());
        exchange.setProperty(ORIGIN, origin);
        int begun = settings.queue() ? 1 : attempts.begin(origin);
        exchange.setProperty(ATTEMPTS, begun);
        if (begun > crashAttempts) {
            throw new Rejected(Reason.DIED_WORKING, "the process died while working on it, " + (begun - 1)
                    + " times; the limit is loupe.crash-attempts=" + crashAttempts + ".",
                    new Limit("loupe.crash-attempts", crashAttempts, begun - 1));
        }
    }

    /**
     * Once the result is there: reserves its name in the output folder and the original's among those that are done.
     */
    public void name(Exchange exchange) {
        Origin origin = exchange.getProperty(ORIGIN, Origin.class);
        try {
            requireRoom(settings.outbox(), size(exchange.getMessage()));
        } catch (Busy full) {
            if (exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class) == 0) {
                log.warn("{} waits: {}", origin.path(), full.getMessage());
            }
            throw full;
        }
        if (settings.queue()) {
            attempts.begin(origin); // so that nobody else takes its name before its file is there
        }
        String extension = exchange.getMessage().getHeader(Headers.RESULT_EXTENSION, String.class);
        int dot = origin.path().lastIndexOf('.');
        String stem = dot > origin.path().lastIndexOf('/') + 1 ? origin.path().substring(0, dot) : origin.path();
        exchange.setProperty(RESULT_NAME, names.reserve(settings.outbox(), stem + "." + extension, origin));
        exchange.setProperty(TEMPORARY_NAME, ".loupe-" + origin.sha256().substring(0, 16)
                + Integer.toHexString(origin.path().hashCode()) + ".part");
        exchange.setProperty(DONE_NAME, names.reserve(settings.done(), origin.path(), origin));
    }

    /** Waited for where it is missing, before a byte is written. */
    static void requireRoom(Path folder, long bytes) {
        try {
            FileStore disk = Files.getFileStore(Files.createDirectories(folder));
            long free = disk.getUsableSpace();
            if (free < bytes && disk.getTotalSpace() > 0) { // some network shares tell nothing but zeros
                throw new Busy("The disk of " + folder + " is full: it has " + free + " bytes left, and the result has "
                        + bytes + ". Make room there.");
            }
        } catch (IOException refused) {
            throw new Failed("The result cannot be put into " + folder + " (" + refused + "). See loupe.folder.outbox.",
                    refused);
        }
    }

    /** Of a result: its bytes, or the file of its job. */
    private static long size(Message result) {
        return result.getBody() instanceof File file ? file.length() : result.getBody(byte[].class).length;
    }

    /** After the result was delivered: there is nothing left to come back to. */
    public void end(Exchange exchange) throws IOException {
        Origin origin = exchange.getProperty(ORIGIN, Origin.class);
        Files.deleteIfExists(explanation(settings.failed().resolve(origin.path())));
        attempts.end(origin);
    }

    /** Whether a picture that cannot be done is left in the inbox: it is gone, or one of its places is missing. */
    boolean waits(Exchange exchange) {
        String path = exchange.getProperty(PATH, String.class);
        return path != null && !places.admits(path);
    }

    /** When a picture cannot be done: reserves its name among the failed; returns where its explanation goes. */
    Path fail(Exchange exchange) {
        Origin origin = exchange.getProperty(ORIGIN, Origin.class);
        String name = origin == null
                ? exchange.getProperty(PATH, String.class)
                : names.reserve(settings.failed(), origin.path(), origin);
        exchange.setProperty(FAILED_NAME, name);
        if (origin != null) {
            attempts.end(origin);
            forgetHalf(exchange);
        }
        return explanation(settings.failed().resolve(name));
    }

    /** What was written of the result before its disk was full, for example. */
    private void forgetHalf(Exchange exchange) {
        String result = exchange.getProperty(RESULT_NAME, String.class);
        if (result != null) {
            Path half = settings.outbox().resolve(result)
                    .resolveSibling(exchange.getProperty(TEMPORARY_NAME, String.class));
            try {
                Files.deleteIfExists(half);
            } catch (IOException refused) {
                log.warn("{} is left behind: it cannot be deleted ({})", half, refused.toString());
            }
        }
    }

    private static Path explanation(Path picture) {
        return picture.resolveSibling(ResultName.beside(picture.getFileName().toString(), ".json"));
    }

    /** Empty where the file is gone. */
    private static Optional<String> sha256(Exchange exchange, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return Optional.of(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (AccessDeniedException refused) {
            exchange.setProperty("LoupeOnce", true);
            throw new Failed("The file may not be read by " + FileAccess.user() + ". Change its mode or its owner, and"
                    + " move it back to the inbox.", refused);
        } catch (IOException unreadable) {
            throw new Failed("The file cannot be read (" + unreadable + ").", unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have SHA-256
        }
    }
}
