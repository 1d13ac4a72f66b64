package dev.loupe.camel.source;

import dev.loupe.camel.Headers;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Failed;
import dev.loupe.ledger.Entry;
import dev.loupe.ledger.Ledger;
import dev.loupe.plan.Limits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Bean {@code fetch}: a file that a listing showed is claimed and fetched, in the thread that lists, while others
 * enlarge what was fetched before; it waits while there are enough of those. Thread-safe.
 */
public final class Fetch {
    private static final long LOOK_UP_MILLIS = 100;

    private final SourceDoor door;
    private final Ledger ledger;
    private final Limits limits;
    private final Path spool;
    private final Semaphore room;
    private final int retries;
    private final Duration retryDelay;

    Fetch(SourceDoor door, Ledger ledger, Limits limits, Path spool, int prefetch, int retries, Duration retryDelay) {
        this.door = door;
        this.ledger = ledger;
        this.limits = limits;
        this.spool = spool;
        this.room = new Semaphore(prefetch, true);
        this.retries = retries;
        this.retryDelay = retryDelay;
    }

    /** Waits until the next picture may be fetched; the route ends here when the service stops meanwhile. */
    public void pace(Exchange exchange) {
        try {
            door.source(exchange.getFromRouteId()).pictures().take(1);
        } catch (InterruptedIOException stopping) {
            exchange.setRouteStop(true);
        }
    }

    /** The picture as body and what is wanted as headers; the route ends here for what needs nothing done. */
    public void fetch(Exchange exchange) throws IOException {
        Source source = door.source(exchange.getFromRouteId());
        GenericFile<?> listed = exchange.getProperty(Exchange.FILE_EXCHANGE_FILE, GenericFile.class);
        boolean probe = source.results().open().isPresent();
        if (!enter(source, exchange) || !source.results().allows()) {
            exchange.setRouteStop(true);
            return;
        }
        Optional<Entry> claimed = ledger.claim(source.name(), listed.getRelativeFilePath(), source.look(listed),
                source.keeps());
        if (claimed.isEmpty()) {
            exchange.setRouteStop(true); // another process has it, or has done it
            return;
        }
        Fetched fetched = new Fetched(source, claimed.get(), listed.getAbsoluteFilePath(),
                spool.resolve(Long.toString(claimed.get().id())), source.look(listed), probe, System.nanoTime());
        exchange.setProperty(Fetched.PROPERTY, fetched);
        exchange.getMessage().setHeader(Headers.NAME, fetched.toString());
        limits.requireBytes(fetched.look().size());
        download(fetched);
        String sha256 = Sums.sha256(fetched.file());
        exchange.setProperty(SourceDoor.SHA256, sha256);
        if (ledger.fetched(fetched.id(), fetched.look(), sha256)) {
            source.settings().options().forEach((option, text) -> exchange.getMessage()
                    .setHeader(option.header(), text));
            exchange.setProperty(SourceDoor.SOURCE, source.name());
            exchange.getMessage().setBody(fetched.file().toFile());
        } else {
            door.settlement().known(fetched);
            exchange.setRouteStop(true);
        }
    }

    /** Waits for room; false where the source has closed in the meantime. */
    private boolean enter(Source source, Exchange exchange) {
        try {
            while (!room.tryAcquire(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
                if (door.stopping()) {
                    return false;
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                leave(done);
            }
        });
        return source.open() && !door.stopping();
    }

    private void leave(Exchange done) {
        Fetched fetched = Fetched.on(done);
        try {
            if (fetched != null) {
                Files.deleteIfExists(fetched.file());
            }
        } catch (IOException ignored) {
            // the spool is emptied at the next start
        } finally {
            room.release();
        }
    }

    /** Takes up a broken download where it broke off, for as long as each try brings something. */
    private void download(Fetched fetched) throws IOException {
        Connections server = door.connections(fetched.source());
        long size = fetched.look().size();
        for (int failures = 0; ; failures++) {
            long before = length(fetched.file());
            try {
                server.with(remote -> append(remote, fetched, before));
                long have = length(fetched.file());
                if (have >= size || have == before) {
                    break; // all there is, which may be less than was listed
                }
            } catch (Unreachable broken) {
                failures = length(fetched.file()) > before ? 0 : failures;
                if (failures >= retries || door.stopping()) {
                    throw broken;
                }
            }
            if (door.stopsWithin(retryDelay.toNanos() << Math.min(failures, 6))) {
                throw new Cancelled("The service is stopping.");
            }
        }
        checkStillTheSame(fetched, server);
    }

    private static Void append(Remote remote, Fetched fetched, long from) throws IOException {
        try (OutputStream file = Files.newOutputStream(fetched.file(), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
            remote.read(fetched.original(), from, fetched.source().pace().into(file));
            return null;
        }
    }

    /** A file that grows, or was replaced by another while it was fetched, is left for later. */
    private static void checkStillTheSame(Fetched fetched, Connections server) throws IOException {
        OptionalLong now = server.with(remote -> remote.size(fetched.original()));
        long have = length(fetched.file());
        if (now.isEmpty() || now.getAsLong() != have || have != fetched.look().size()) {
            throw new Changing("It changed while it was fetched: " + fetched.look().size()
                    + " bytes when it was listed, " + have + " fetched, "
                    + (now.isEmpty() ? "gone" : now.getAsLong()) + " now.");
        }
    }

    /** Not an error: a later listing shows the file as it has become. */
    static final class Changing extends IOException {
        Changing(String message) {
            super(message);
        }
    }

    private static long length(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException unreadable) {
            throw new Failed("The folder data/spool cannot be read (" + unreadable + ").", unreadable);
        }
    }
}
