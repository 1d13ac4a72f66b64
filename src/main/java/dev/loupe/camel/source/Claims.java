package dev.loupe.camel.source;

import dev.loupe.store.DiskReserve;
import dev.loupe.work.WorkItem;
import dev.loupe.work.WorkStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Hands out the items of sources: only while a source may be worked on and its results can be delivered, and no more
 * than may be fetched ahead. Safe for several threads.
 */
final class Claims {
    private final SourceDoor door;
    private final WorkStore store;
    private final DiskReserve reserve;
    private final Path spool;
    private final Semaphore room;

    /** @param ahead items that are claimed and have not ended, over all sources */
    Claims(SourceDoor door, WorkStore store, DiskReserve reserve, Path spool, int ahead) {
        this.door = door;
        this.store = store;
        this.reserve = reserve;
        this.spool = spool;
        this.room = new Semaphore(ahead, true);
    }

    boolean ended() {
        return door.stopping();
    }

    /** Puts the next item of a source on an exchange; false where there is none that may be worked on now. */
    boolean claim(String name, Exchange exchange) {
        Source source = door.source(name);
        if (!source.open() || !reserve.isKept() || !enter()) {
            return false;
        }
        boolean claimed = false;
        try {
            claimed = source.results().allows() && claimed(source, exchange);
            return claimed;
        } finally {
            if (!claimed) {
                room.release();
            }
        }
    }

    private boolean claimed(Source source, Exchange exchange) {
        Optional<WorkItem> claimed = store.claim(source.name());
        claimed.ifPresent(item -> {
            try {
                hand(source, item, exchange);
            } catch (RuntimeException notHanded) {
                store.abandon(item.claim());
                throw notHanded;
            }
        });
        return claimed.isPresent();
    }

    private void hand(Source source, WorkItem item, Exchange exchange) {
        String original = door.original(source, item.path());
        Path file = source.settings().type().remote() ? spool.resolve(Long.toString(item.id())) : Path.of(original);
        exchange.setProperty(SourceItem.PROPERTY, new SourceItem(source, item, original, file,
                spool.resolve(item.id() + ".result"), System.nanoTime()));
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                leave(SourceItem.on(done));
            }
        });
    }

    private boolean enter() {
        try {
            return room.tryAcquire(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void leave(SourceItem item) {
        room.release();
        store.abandon(item.claim());
        if (item.fetched()) {
            try {
                Files.deleteIfExists(item.file());
            } catch (IOException refused) {
                Source.log.warn("{} stays in data/spool until the next start: {}", item, refused.toString());
            }
        }
    }

    /** Returns when something was admitted to a source, or so much time has passed. */
    void await(String name, long time, TimeUnit unit) {
        Semaphore admitted = door.source(name).admitted();
        try {
            if (admitted.tryAcquire(time, unit)) {
                admitted.drainPermits();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
