package dev.loupe.camel.source;

import dev.loupe.camel.Headers;
import dev.loupe.failure.Cancelled;
import dev.loupe.plan.Limits;
import dev.loupe.work.Look;
import dev.loupe.work.WorkItem.Stage;
import dev.loupe.work.WorkStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.camel.Exchange;

/**
 * Bean {@code fetch}: makes a claimed item's original a local file, while others enlarge what was fetched before. What
 * had been enlarged before an interruption goes on from there. Thread-safe.
 */
public final class Fetch {
    private final SourceDoor door;
    private final WorkStore store;
    private final Limits limits;
    private final int retries;
    private final Duration retryDelay;

    Fetch(SourceDoor door, WorkStore store, Limits limits, int retries, Duration retryDelay) {
        this.door = door;
        this.store = store;
        this.limits = limits;
        this.retries = retries;
        this.retryDelay = retryDelay;
    }

    /** Waits until the next picture may be fetched. */
    public void pace(Exchange exchange) throws InterruptedIOException {
        SourceItem.on(exchange).source().pictures().take(1);
    }

    /**
     * The picture as body and what is wanted as headers, and the stage in property {@code LoupeStage}; the route ends
     * here for what needs nothing done.
     */
    public void fetch(Exchange exchange) throws IOException {
        SourceItem item = SourceItem.on(exchange);
        exchange.getMessage().setHeader(Headers.NAME, item.toString());
        exchange.setProperty(SourceDoor.SOURCE, item.source().name());
        item.item().sha256().ifPresent(sha256 -> exchange.setProperty(SourceDoor.SHA256, sha256));
        if (item.item().stage() == Stage.DELIVERED || item.item().stage() == Stage.ENLARGED && resultIsThere(item)) {
            exchange.setProperty(SourceDoor.STAGE, item.item().stage());
            return;
        }
        limits.requireBytes(item.item().look().size());
        String sha256 = item.fetched() ? download(item) : read(item);
        exchange.setProperty(SourceDoor.SHA256, sha256);
        Optional<Stage> stage = store.fetched(item.claim(), item.item().look(), sha256, item.source().keeps());
        if (stage.isEmpty()) {
            item.source().campaign().passed();
            exchange.setRouteStop(true);
            return;
        }
        exchange.setProperty(SourceDoor.STAGE, stage.get());
        item.source().settings().options().forEach((option, text) -> exchange.getMessage()
                .setHeader(option.header(), text));
        exchange.getMessage().setBody(item.file().toFile());
    }

    private static boolean resultIsThere(SourceItem item) throws IOException {
        return Files.exists(item.result())
                && Files.size(item.result()) == item.item().outcome().orElseThrow().bytes();
    }

    /** Takes up a broken download where it broke off, for as long as each try brings something. */
    private String download(SourceItem item) throws IOException {
        Connections server = door.connections(item.source());
        long size = item.item().look().size();
        for (int failures = 0; ; failures++) {
            long before = length(item.file());
            try {
                server.with(remote -> append(remote, item, before));
                long have = length(item.file());
                if (have >= size || have == before) {
                    break; // all there is, which may be less than was listed
                }
            } catch (Unreachable broken) {
                failures = length(item.file()) > before ? 0 : failures;
                if (failures >= retries || door.stopping()) {
                    throw broken;
                }
            }
            if (door.stopsWithin(retryDelay.toNanos() << Math.min(failures, 6))) {
                throw new Cancelled("The service is stopping.");
            }
        }
        OptionalLong now = server.with(remote -> remote.size(item.original()));
        long have = length(item.file());
        if (now.isEmpty() || now.getAsLong() != have || have != size) {
            throw new Changing("It changed while it was fetched: " + size + " bytes when it was listed, " + have
                    + " fetched, " + (now.isEmpty() ? "gone" : now.getAsLong()) + " now.");
        }
        return Checksums.sha256(item.file());
    }

    private static Void append(Remote remote, SourceItem item, long from) throws IOException {
        try (OutputStream file = Files.newOutputStream(item.file(), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
            remote.read(item.original(), from, item.source().pace().into(file));
            return null;
        }
    }

    private static String read(SourceItem item) throws IOException {
        requireUnchanged(item);
        String sha256 = Checksums.sha256(item.file());
        requireUnchanged(item);
        return sha256;
    }

    /** @throws Changing where an original on this machine is not as it was listed */
    static void requireUnchanged(SourceItem item) throws IOException {
        Look now = new Look(Files.size(item.file()), Files.getLastModifiedTime(item.file()).toInstant(),
                Look.Exactness.SECOND);
        if (!now.agrees(item.item().look(), ZoneId.systemDefault())) {
            throw new Changing("It has changed: " + item.item().look().size() + " bytes of "
                    + item.item().look().modified() + " when it was listed, " + now.size() + " bytes of "
                    + now.modified() + " now.");
        }
    }

    /** Not an error: a later listing shows the file as it has become. */
    static final class Changing extends IOException {
        Changing(String message) {
            super(message);
        }
    }

    private static long length(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
