package dev.loupe.camel.source;

import dev.loupe.work.Claim;
import dev.loupe.work.WorkItem;
import java.nio.file.Path;
import org.apache.camel.Exchange;

/**
 * A claimed item of a source, on its way through the routes.
 *
 * @param original where its original is, as its server names it
 * @param file the original as a local file: itself, or what is fetched from a server
 * @param result where its result is kept until it is delivered
 * @param begun nanoseconds of the system's clock
 */
record SourceItem(Source source, WorkItem item, String original, Path file, Path result, long begun) {
    static final String PROPERTY = "LoupeItem";

    static SourceItem on(Exchange exchange) {
        return exchange.getProperty(PROPERTY, SourceItem.class);
    }

    Claim claim() {
        return item.claim();
    }

    long id() {
        return item.id();
    }

    /** Whether the original is fetched into a file of our own. */
    boolean fetched() {
        return source.settings().type().remote();
    }

    @Override
    public String toString() {
        return source.name() + ":" + item.path();
    }
}
