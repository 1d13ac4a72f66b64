package dev.loupe.source;

import dev.loupe.source.Breaker.Open;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether one user of a server may turn to it. That it cannot be reached keeps everybody off; that it refuses one user's
 * password, or does not list a directory, keeps that user off. Safe for several threads.
 *
 * @param server shared by all who use the server
 * @param own of this user alone
 */
public record Access(Breaker server, Breaker own) {
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
