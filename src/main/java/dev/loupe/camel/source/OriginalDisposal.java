package dev.loupe.camel.source;

import dev.loupe.settings.SourceSettings.Original;
import dev.loupe.settings.SourceSettings.Policy;
import dev.loupe.work.ResultName;
import dev.loupe.work.WorkItem;
import dev.loupe.work.WorkItem.Outcome;
import dev.loupe.work.WorkStore;
import dev.loupe.work.WorkerLease;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.apache.camel.Exchange;

/**
 * Bean {@code original}: a result has arrived, so the original is kept, moved or deleted, and the item is done.
 * Thread-safe.
 */
public final class OriginalDisposal {
    private final SourceDoor door;
    private final WorkStore store;
    private final WorkerLease lease;

    OriginalDisposal(SourceDoor door, WorkStore store, WorkerLease lease) {
        this.door = door;
        this.store = store;
        this.lease = lease;
    }

    public void settle(Exchange exchange) throws IOException {
        SourceItem item = SourceItem.on(exchange);
        Original original = item.source().settings().original();
        boolean kept = original.policy() == Policy.KEEP
                || door.stored(item).outcome().map(Outcome::kept).orElse(false);
        try {
            lease.requireHeld();
            if (!kept) {
                door.connections(item.source()).with(remote -> {
                    clear(remote, item, original);
                    return null;
                });
            } else if (original.policy() != Policy.KEEP) {
                Source.log.info("{} stays where it is, because not all of it is in the result", item);
            }
        } catch (IOException refused) { // its result is there: only this is tried again
            String words = "Its original cannot be " + (original.policy() == Policy.MOVE ? "moved" : "deleted") + " ("
                    + refused.getMessage() + ").";
            Source.log.warn("{} is delivered. {} That is tried again later", item, words);
            store.postpone(item.claim(), "ORIGINAL_STAYS", words,
                    item.source().settings().flow().poll().multipliedBy(10));
            return;
        }
        store.done(item.claim(), !kept);
        if (item.item().finished().isEmpty()) {
            item.source().campaign().done();
        } else { // it had been done before
            item.source().campaign().passed();
        }
        Files.deleteIfExists(item.result());
        forgetFailure(item);
    }

    private static void forgetFailure(SourceItem item) throws IOException {
        Path failed = item.source().settings().failed();
        String path = item.item().path();
        Files.deleteIfExists(failed.resolve(path));
        Files.deleteIfExists(failed.resolve(ResultName.beside(path, ".json")));
    }

    private void clear(Remote remote, SourceItem item, Original original) throws IOException {
        WorkItem stored = door.stored(item);
        OptionalLong size = remote.size(item.original());
        if (size.isEmpty() || size.getAsLong() != stored.look().size()) {
            return; // it is another by now, which the next listing admits
        }
        if (original.policy() == Policy.DELETE) {
            if (unchanged(remote, item, stored.sha256().orElseThrow())) {
                remote.delete(item.original());
            }
            return;
        }
        move(remote, item, original.moved());
    }

    /** What is deleted is what was fetched, and nothing that has taken its place since. */
    private static boolean unchanged(Remote remote, SourceItem item, String sha256) throws IOException {
        if (Files.exists(item.file()) && item.fetched()) {
            return Checksums.same(remote.checksum(item.original()),
                    out -> remote.read(item.original(), 0, item.source().pace().into(out)),
                    out -> Files.copy(item.file(), out));
        }
        return Checksums.of("SHA-256", out -> remote.read(item.original(), 0, item.source().pace().into(out)))
                .equals(sha256);
    }

    private static void move(Remote remote, SourceItem item, String folder) throws IOException {
        for (int version = 1; ; version++) {
            try {
                remote.move(item.original(), folder + "/" + ResultName.versioned(item.item().path(), version));
                return;
            } catch (FileAlreadyExistsException taken) {
                // by what was of the same name before: that is kept, too
            } catch (NoSuchFileException gone) {
                return;
            }
        }
    }
}
