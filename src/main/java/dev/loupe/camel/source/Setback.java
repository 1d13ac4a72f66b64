package dev.loupe.camel.source;

import com.jcraft.jsch.JSchException;
import dev.loupe.camel.DeadLetter;
import dev.loupe.camel.Explanation;
import dev.loupe.camel.PictureMetrics;
import dev.loupe.failure.Busy;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.ledger.Ledger;
import dev.loupe.ledger.ResultName;
import dev.loupe.store.Origin;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.commons.net.ftp.FTPConnectionClosedException;

/**
 * Bean {@code setback}: decides what becomes of a file that could not be done. Where a server is at fault it is given
 * back, as if nothing had been; where the file is at fault for good it is set aside with the reason; in between it is
 * tried again a few times, later. Thread-safe.
 */
public final class Setback {
    /** Replies of FTP servers that say: not now, whatever the file. */
    private static final Set<Integer> NOT_NOW = Set.of(421, 425, 426, 430, 450, 452, 530, 552);
    private static final List<Class<? extends Throwable>> CONNECTION = List.of(Unreachable.class, SocketException.class,
            SocketTimeoutException.class, UnknownHostException.class, EOFException.class, JSchException.class,
            FTPConnectionClosedException.class);

    private final SourceDoor door;
    private final Ledger ledger;
    private final PictureMetrics metrics;
    private final int retries;

    Setback(SourceDoor door, Ledger ledger, PictureMetrics metrics, int retries) {
        this.door = door;
        this.ledger = ledger;
        this.metrics = metrics;
        this.retries = retries;
    }

    public void decide(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Fetched fetched = Fetched.on(exchange);
        if (fetched == null) {
            Source.log.warn("{}: nothing is fetched now: {}", exchange.getFromRouteId(), cause.getMessage());
        } else if (cause instanceof Cancelled || door.stopping() && !(cause instanceof Rejected)) {
            ledger.release(fetched.id());
        } else if (exchange.getProperty(Delivery.RESULT) != null) {
            notDelivered(exchange, fetched, cause);
        } else {
            notDone(exchange, fetched, cause);
        }
    }

    private void notDone(Exchange exchange, Fetched fetched, Throwable cause) {
        if (cause instanceof Unreachable) {
            fetched.source().unreached(cause);
            ledger.release(fetched.id());
        } else if (cause instanceof Fetch.Changing) {
            ledger.later(fetched.id(), "CHANGING", cause.getMessage(), fetched.source().settings().flow().settle());
        } else if (cause instanceof NoSuchFileException) {
            ledger.vanished(fetched.id());
            fetched.source().campaign().passed();
        } else if (cause instanceof FileSystemException) {
            mayPass(exchange, fetched, cause, "UNREADABLE");
        } else if (cause instanceof Busy) {
            ledger.later(fetched.id(), "BUSY", cause.getMessage(), fetched.source().settings().flow().poll());
        } else if (cause instanceof LoupeException) {
            forGood(exchange, fetched, cause, cause instanceof Rejected rejected ? rejected.reason().name() : "FAILED");
        } else { // nobody foresaw it, so nobody knows that it is the picture's fault
            mayPass(exchange, fetched, cause, "FAILED");
        }
    }

    /**
     * A place that takes nothing may be the fault of the server, or of this one result: it counts only while others
     * arrive.
     */
    private void notDelivered(Exchange exchange, Fetched fetched, Throwable cause) {
        boolean connection = connection(cause);
        boolean openBefore = fetched.source().results().open().isPresent();
        if (!(cause instanceof FileSystemException)) {
            String reason = Trouble.explain(cause, door.place(fetched.source()));
            if (fetched.source().results().failed(reason, Trouble.reached(cause))) {
                Source.log.warn("{}: results cannot be delivered: {} It is tried again by itself",
                        fetched.source().name(), reason);
            }
        }
        if (connection || openBefore) {
            ledger.release(fetched.id());
        } else {
            mayPass(exchange, fetched, cause, "UNDELIVERABLE");
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

    private void mayPass(Exchange exchange, Fetched fetched, Throwable cause, String reason) {
        int tries = fetched.entry().tries();
        if (tries >= retries) {
            forGood(exchange, fetched, cause, reason);
        } else {
            ledger.later(fetched.id(), reason, message(cause),
                    fetched.source().settings().flow().poll().multipliedBy(1L << tries));
            Source.log.info("{} is tried again later: {}", fetched, message(cause));
        }
    }

    private void forGood(Exchange exchange, Fetched fetched, Throwable cause, String reason) {
        if (exchange.getProperty(DeadLetter.LOGGED) != cause) {
            metrics.failed(cause);
            Source.log.warn("{} failed: {}", fetched, message(cause));
        }
        Path aside = fetched.source().settings().failed().resolve(fetched.entry().path());
        setAside(fetched, aside);
        String sha256 = exchange.getProperty(SourceDoor.SHA256, "", String.class);
        Explanation.of(exchange, cause, new Origin(fetched.source().name(), fetched.entry().path(), sha256))
                .write(aside.resolveSibling(ResultName.beside(aside.getFileName().toString(), ".json")));
        ledger.failed(fetched.id(), reason, message(cause));
        fetched.source().campaign().failed();
    }

    /** A copy, for whoever looks into it: the original stays where it is. */
    private static void setAside(Fetched fetched, Path aside) {
        try {
            Files.createDirectories(aside.getParent());
            if (Files.exists(fetched.file()) && Files.size(fetched.file()) == fetched.look().size()) { // it was fetched
                Files.copy(fetched.file(), aside, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException unwritable) {
            Source.log.error("{} cannot be set aside in {}: {}", fetched, aside.getParent(), unwritable.toString());
        }
    }

    private static String message(Throwable cause) {
        if (cause instanceof FileSystemException refused && refused.getReason() != null) {
            return refused.getReason();
        }
        return cause instanceof LoupeException ? cause.getMessage() : String.valueOf(cause);
    }
}
