package dev.loupe.camel.source;

import dev.loupe.failure.LoupeException;
import dev.loupe.work.WorkHistory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.remote.RemoteFilePollingConsumerPollStrategy;

/**
 * Bean {@code poll-NAME}: lets a source's consumer list its tree when that is due and the server can be reached, and
 * records what became of it. Used by one thread.
 */
final class SourcePollStrategy extends RemoteFilePollingConsumerPollStrategy {
    private static final long RECOUNT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Source source;
    private final Listing<?> listing;
    private final WorkHistory history;
    private long recounted = System.nanoTime();

    SourcePollStrategy(Source source, Listing<?> listing, WorkHistory history) {
        this.source = source;
        this.listing = listing;
        this.history = history;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        if (!source.schedule().due() || !source.server().allows()) {
            return false;
        }
        listing.begin();
        return true;
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        try {
            if (!source.settings().type().remote()) {
                lookIntoSilence();
            }
            tellUnreadable();
            listing.end();
            source.schedule().looked(listing.soon());
            recount();
            source.reached();
        } catch (ListingRefused noRoot) {
            source.schedule().looked(false);
            source.unreached(noRoot);
        }
    }

    /** Other processes may have done some, too. */
    private void recount() {
        if (System.nanoTime() - recounted > RECOUNT_NANOS) {
            recounted = System.nanoTime();
            history.totals(source.name())
                    .ifPresent(totals -> source.campaign().began(totals.done(), totals.failed()));
        }
    }

    /** A server's listing says what was refused; a folder's does not, so what showed nothing is opened once more. */
    private void lookIntoSilence() {
        for (String directory : listing.silent()) {
            try {
                Files.newDirectoryStream(Path.of(directory)).close();
            } catch (IOException refused) {
                if (listing.isRoot(directory)) {
                    throw new ListingRefused(directory, false, reason(refused));
                }
                listing.unreadable(directory, reason(refused));
            }
        }
    }

    private static String reason(IOException refused) {
        if (refused instanceof NoSuchFileException) {
            return "no such directory";
        }
        return refused instanceof AccessDeniedException ? "permission denied" : refused.getMessage();
    }

    private void tellUnreadable() {
        source.unreadable().removeIf(directory -> !listing.unreadable().containsKey(directory));
        listing.unreadable().forEach((directory, reason) -> {
            if (source.unreadable().add(directory)) {
                Source.log.warn("{}: the directory {} cannot be read ({}); the rest goes on", source.name(), directory,
                        reason);
            }
        });
    }

    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) throws Exception {
        if (cause instanceof LoupeException ours) { // the database, say: no server is to blame
            Source.log.warn("{}: its listing could not be recorded: {}", source.name(), ours.getMessage());
            source.schedule().looked(false);
        } else {
            source.unreached(cause);
        }
        return super.rollback(consumer, endpoint, retryCounter, cause);
    }
}
