package dev.loupe.source;

import dev.loupe.source.Breaker.Open;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether one source may use a server. A server that cannot be reached keeps every source off; a refused password or
 * listing keeps off the source that was refused. Safe for several threads.
 *
 * @param server shared by all sources on the server
 * @param own of this source alone
 */
public record ServerAccess(Breaker server, Breaker own) {
    /** Whether to try now, as {@link Breaker#allows()} says. */
    public boolean allows() {
        return own.allows() && server.allows();
    }

    /** Empty while all is well, as far as anybody knows. */
    public Optional<Open> open() {
        return server.open().or(own::open);
    }

    /** Returns how long it was away; empty if it was not. */
    public Optional<Duration> succeeded() {
        Optional<Duration> away = server.succeeded();
        return own.succeeded().or(() -> away);
    }

    /**
     * @param reached whether the server answered at all
     * @return whether this is news
     */
    public boolean failed(String reason, boolean reached) {
        if (!reached) {
            return server.failed(reason);
        }
        server.succeeded();
        return own.failed(reason);
    }
}
