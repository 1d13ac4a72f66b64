package dev.loupe.camel.source;

import dev.loupe.ledger.Entry;
import dev.loupe.ledger.Look;
import java.nio.file.Path;
import org.apache.camel.Exchange;

/**
 * A file that was claimed, on its way through the routes.
 *
 * @param original where it is, as its server names it
 * @param file where it is fetched to, which another reads only once it is whole
 * @param probe whether it is the one that finds out whether results can be delivered again
 * @param begun nanoseconds of the system's clock
 */
record Fetched(Source source, Entry entry, String original, Path file, Look look, boolean probe, long begun) {
    static final String PROPERTY = "LoupeFetched";

    static Fetched on(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Fetched.class);
    }

    long id() {
        return entry.id();
    }

    @Override
    public String toString() {
        return source.name() + ":" + entry.path();
    }
}
