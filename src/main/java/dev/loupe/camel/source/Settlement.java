package dev.loupe.camel.source;

import dev.loupe.camel.ResponseWriter;
import dev.loupe.ledger.Entry.Outcome;
import dev.loupe.ledger.Ledger;
import dev.loupe.ledger.ResultName;
import dev.loupe.raster.Size;
import dev.loupe.settings.SourceSettings.Original;
import dev.loupe.settings.SourceSettings.Policy;
import dev.loupe.upscale.Report;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.camel.Exchange;

/**
 * Bean {@code settlement}: a result has arrived; that is written down, and the original is kept, moved or deleted.
 * Thread-safe.
 */
public final class Settlement {
    private final SourceDoor door;
    private final Ledger ledger;

    Settlement(SourceDoor door, Ledger ledger) {
        this.door = door;
        this.ledger = ledger;
    }

    public void done(Exchange exchange) throws IOException {
        Fetched fetched = Fetched.on(exchange);
        byte[] result = exchange.getProperty(Delivery.RESULT, byte[].class);
        Report report = exchange.getProperty(ResponseWriter.REPORT, Report.class);
        Size input = report.plan().input();
        Size output = report.plan().result();
        Optional<String> part = report.source().part();
        ledger.done(fetched.id(), new Outcome(Sums.sha256(result), result.length, input.width(), input.height(),
                output.width(), output.height(), (System.nanoTime() - fetched.begun()) / 1_000_000,
                String.join("; ", report.notes()), part.isPresent()));
        fetched.source().campaign().done();
        forgetFailure(fetched);
        if (part.isEmpty()) {
            clear(fetched);
        } else if (!fetched.source().keeps()) {
            Source.log.info("{} stays where it is, because only {} is in the result", fetched, part.get());
        }
    }

    /** The very content has ended before: if it was done, its original may still be where it should not. */
    void known(Fetched fetched) {
        fetched.source().campaign().passed();
        if (fetched.entry().outcome().filter(outcome -> !outcome.kept()).isPresent()) {
            clear(fetched);
        }
    }

    private static void forgetFailure(Fetched fetched) throws IOException {
        Path failed = fetched.source().settings().failed();
        String path = fetched.entry().path();
        Files.deleteIfExists(failed.resolve(path));
        Files.deleteIfExists(failed.resolve(ResultName.beside(path, ".json")));
    }

    /** What cannot be moved or deleted stays, and is tried again later: its result is there. */
    private void clear(Fetched fetched) {
        Original original = fetched.source().settings().original();
        if (original.policy() == Policy.KEEP) {
            return;
        }
        try {
            door.connections(fetched.source()).with(remote -> {
                OptionalLong size = remote.size(fetched.original());
                if (size.isPresent() && size.getAsLong() == fetched.look().size()) { // otherwise it is another by now
                    clear(remote, fetched, original);
                }
                return null;
            });
        } catch (IOException refused) {
            ledger.notCleared(fetched.id(), fetched.source().settings().flow().poll().multipliedBy(10));
            Source.log.warn("{} is done, and its original cannot be {} ({}); that is tried again later", fetched,
                    original.policy() == Policy.MOVE ? "moved" : "deleted", refused.getMessage());
        }
    }

    /** What is deleted is what was fetched, and nothing that has taken its place since. */
    private static boolean unchanged(Remote remote, Fetched fetched) throws IOException {
        return Sums.same(remote.checksum(fetched.original()),
                out -> remote.read(fetched.original(), 0, fetched.source().pace().into(out)),
                out -> Files.copy(fetched.file(), out));
    }

    private static void clear(Remote remote, Fetched fetched, Original original) throws IOException {
        if (original.policy() == Policy.DELETE) {
            if (unchanged(remote, fetched)) {
                remote.delete(fetched.original());
            }
            return;
        }
        for (int version = 1; ; version++) {
            try {
                remote.move(fetched.original(),
                        original.moved() + "/" + ResultName.versioned(fetched.entry().path(), version));
                return;
            } catch (FileAlreadyExistsException taken) {
                // by what was of the same name before: that is kept, too
            } catch (NoSuchFileException gone) {
                return;
            }
        }
    }
}
