package dev.loupe.camel.source;

import com.jcraft.jsch.JSchException;
import dev.loupe.camel.DeadLetter;
import dev.loupe.camel.Explanation;
import dev.loupe.camel.PictureMetrics;
import dev.loupe.failure.Busy;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.ClaimLost;
import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.store.Origin;
import dev.loupe.work.ResultName;
import dev.loupe.work.WorkItem.Stage;
import dev.loupe.work.WorkStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.commons.net.ftp.FTPConnectionClosedException;

/**
 * Bean {@code sourceFailures}: whose fault it is decides what becomes of an item. The server's: it is queued again, as
 * if nothing had been. The picture's: it fails for good, and is set aside with the reason. In between it is tried again
 * a few times, later each time. A result that is there is kept in any case. Thread-safe.
 */
public final class SourceFailures {
    /** Replies of FTP servers that say: not now, whatever the file. */
    private static final Set<Integer> NOT_NOW = Set.of(421, 425, 426, 430, 450, 452, 530, 552);
    private static final List<Class<? extends Throwable>> CONNECTION = List.of(Unreachable.class, SocketException.class,
            SocketTimeoutException.class, UnknownHostException.class, EOFException.class, JSchException.class,
            FTPConnectionClosedException.class);

    private final SourceDoor door;
    private final WorkStore store;
    private final PictureMetrics metrics;
    private final int retries;
    /** Items whose originals were not there, and how many listings had ended then. */
    private final Map<Long, Long> goneBefore = new ConcurrentHashMap<>();

    SourceFailures(SourceDoor door, WorkStore store, PictureMetrics metrics, int retries) {
        this.door = door;
        this.store = store;
        this.metrics = metrics;
        this.retries = retries;
    }

    public void decide(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        SourceItem item = SourceItem.on(exchange);
        if (cause instanceof ClaimLost) {
            Source.log.warn("{}: {}", item, cause.getMessage());
        } else if (cause instanceof Cancelled || door.stopping() && !(cause instanceof Rejected)) {
            store.release(item.claim());
        } else if (exchange.getProperty(SourceDoor.STAGE) == Stage.ENLARGED) {
            notDelivered(exchange, item, cause);
        } else {
            notDone(exchange, item, cause);
        }
    }

    private void notDone(Exchange exchange, SourceItem item, Throwable cause) {
        if (cause instanceof Unreachable) {
            item.source().unreached(cause);
            store.release(item.claim());
        } else if (cause instanceof InterruptedIOException && door.stopping()) {
            store.release(item.claim());
        } else if (cause instanceof Fetch.Changing) {
            store.postpone(item.claim(), "CHANGING", cause.getMessage(), item.source().settings().flow().settle());
            item.source().schedule().now();
        } else if (cause instanceof NoSuchFileException) {
            gone(exchange, item, cause);
        } else if (cause instanceof FileSystemException) {
            mayPass(exchange, item, cause, "UNREADABLE");
        } else if (cause instanceof Busy) {
            store.postpone(item.claim(), "BUSY", cause.getMessage(), item.source().settings().flow().poll());
        } else if (cause instanceof LoupeException) {
            forGood(exchange, item, cause, cause instanceof Rejected rejected ? rejected.reason().name() : "FAILED");
        } else { // nobody foresaw it, so nobody knows that it is the picture's fault
            mayPass(exchange, item, cause, "FAILED");
        }
    }

    /** The next listing forgets a file that was deleted; one that is listed again cannot be opened by its name. */
    private void gone(Exchange exchange, SourceItem item, Throwable cause) {
        long listings = item.source().listings().get();
        Long before = goneBefore.putIfAbsent(item.id(), listings);
        if (before != null && listings > before + 1) { // one of them began after it was gone
            goneBefore.remove(item.id());
            forGood(exchange, item, new NoSuchFileException(item.original(), null, "it is listed, and cannot be opened"
                    + " under the name it is listed with (" + cause.getMessage() + ")"), "GONE");
        } else {
            store.postpone(item.claim(), "GONE", "It was listed, and is not there.",
                    item.source().settings().flow().settle());
            item.source().schedule().now();
        }
    }

    /**
     * A place that takes nothing may be the fault of the server, or of this one result: it counts only while others
     * arrive.
     */
    private void notDelivered(Exchange exchange, SourceItem item, Throwable cause) {
        boolean connection = connection(cause);
        boolean openBefore = item.source().results().open().isPresent();
        if (!(cause instanceof FileSystemException)) {
            String reason = ServerDiagnosis.explain(cause, door.place(item.source()));
            if (item.source().results().failed(reason, ServerDiagnosis.reached(cause))) {
                Source.log.warn("{}: results cannot be delivered: {} It is tried again by itself",
                        item.source().name(), reason);
            }
        }
        if (connection || openBefore) {
            store.release(item.claim());
        } else {
            mayPass(exchange, item, cause, "UNDELIVERABLE");
        }
    }

    private static boolean connection(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Throwable one = cause;
            if (CONNECTION.stream().anyMatch(type -> type.isInstance(one))
                    || cause instanceof GenericFileOperationFailedException refused
                    && NOT_NOW.contains(refused.getCode())) {
                return true;
            }
        }
        return false;
    }

    private void mayPass(Exchange exchange, SourceItem item, Throwable cause, String reason) {
        int attempts = item.item().attempts();
        if (attempts >= retries) {
            forGood(exchange, item, cause, reason);
        } else {
            store.later(item.claim(), reason, message(cause),
                    item.source().settings().flow().poll().multipliedBy(1L << attempts));
            Source.log.info("{} is tried again later: {}", item, message(cause));
        }
    }

    private void forGood(Exchange exchange, SourceItem item, Throwable cause, String reason) {
        if (exchange.getProperty(DeadLetter.LOGGED) != cause) {
            metrics.failed(cause);
            Source.log.warn("{} failed: {}", item, message(cause));
        }
        Path aside = item.source().settings().failed().resolve(item.item().path());
        setAside(item, aside);
        String sha256 = exchange.getProperty(SourceDoor.SHA256, "", String.class);
        Explanation.of(exchange, cause, new Origin(item.source().name(), item.item().path(), sha256))
                .write(aside.resolveSibling(ResultName.beside(aside.getFileName().toString(), ".json")));
        store.failed(item.claim(), reason, message(cause), false);
        item.source().campaign().failed();
    }

    /** A copy, for whoever looks into it: the original stays where it is. */
    private static void setAside(SourceItem item, Path aside) {
        try {
            Files.createDirectories(aside.getParent());
            Files.deleteIfExists(item.result());
            if (Files.exists(item.file()) && Files.size(item.file()) == item.item().look().size()) { // it was fetched
                Files.copy(item.file(), aside, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException unwritable) {
            Source.log.error("{} cannot be set aside in {}: {}", item, aside.getParent(), unwritable.toString());
        }
    }

    private static String message(Throwable cause) {
        if (cause instanceof FileSystemException refused && refused.getReason() != null) {
            return refused.getReason();
        }
        return cause instanceof LoupeException ? cause.getMessage() : String.valueOf(cause);
    }
}
