package dev.loupe.camel.source;

import dev.loupe.ledger.History;
import dev.loupe.ledger.Totals;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.function.Function;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.remote.RemoteFilePollingConsumerPollStrategy;

/**
 * Bean {@code turn-NAME}: lets a source's consumer look at its tree when it is time to and the server can be reached,
 * and hears how it went. Used by one thread.
 */
final class Turn extends RemoteFilePollingConsumerPollStrategy {
    /** Directories that showed nothing and are asked for one by one. */
    private static final int ASKED = 100;

    private final Source source;
    private final Listing<?> listing;
    private final History history;
    private final Function<Endpoint, Connections> connections;

    Turn(Source source, Listing<?> listing, History history, Function<Endpoint, Connections> connections) {
        this.source = source;
        this.listing = listing;
        this.history = history;
        this.connections = connections;
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
        source.reached();
        source.schedule().looked(listing.soon());
        listing.end();
        history.totals(Instant.EPOCH).stream().filter(totals -> totals.source().equals(source.name())).findFirst()
                .ifPresent(this::recount);
        lookIntoSilence(connections.apply(endpoint));
    }

    private void recount(Totals totals) {
        source.campaign().began(totals.done(), totals.failed());
    }

    private void lookIntoSilence(Connections server) {
        source.unreadable().removeIf(directory -> !listing.silent().contains(directory));
        for (String directory : listing.silent().stream().limit(ASKED).toList()) {
            try {
                server.with(remote -> {
                    remote.list(directory);
                    return null;
                });
                source.unreadable().remove(directory);
            } catch (FileSystemException refused) {
                if (source.unreadable().add(directory)) {
                    Source.log.warn("{}: the directory {} cannot be read ({}); the rest goes on", source.name(),
                            directory,
                            refused.getReason());
                }
            } catch (IOException broken) {
                return; // the next turn tells
            }
        }
    }

    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) throws Exception {
        source.unreached(cause);
        return super.rollback(consumer, endpoint, retryCounter, cause);
    }
}
