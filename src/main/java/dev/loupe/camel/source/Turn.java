package dev.loupe.camel.source;

import dev.loupe.ledger.History;
import dev.loupe.ledger.Totals;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.remote.RemoteFilePollingConsumerPollStrategy;

/**
 * Bean {@code turn-NAME}: lets a source's consumer look at its tree when it is time to and the server can be reached,
 * and hears how it went. Used by one thread.
 */
final class Turn extends RemoteFilePollingConsumerPollStrategy {
    private final Source source;
    private final Listing<?> listing;
    private final History history;

    Turn(Source source, Listing<?> listing, History history) {
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
        source.schedule().looked(listing.soon());
        listing.end();
        history.totals(Instant.EPOCH).stream().filter(totals -> totals.source().equals(source.name())).findFirst()
                .ifPresent(this::recount);
        try {
            if (!source.settings().type().remote()) {
                lookIntoSilence();
            }
            tellUnreadable();
            source.reached();
        } catch (Refused noRoot) {
            source.unreached(noRoot);
        }
    }

    private void recount(Totals totals) {
        source.campaign().began(totals.done(), totals.failed());
    }

    /** A server's listing says what was refused; a folder's does not, so what showed nothing is opened once more. */
    private void lookIntoSilence() {
        for (String directory : listing.silent()) {
            try {
                Files.newDirectoryStream(Path.of(directory)).close();
            } catch (IOException refused) {
                if (listing.isRoot(directory)) {
                    throw new Refused(directory, false, reason(refused));
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
        source.unreached(cause);
        return super.rollback(consumer, endpoint, retryCounter, cause);
    }
}
