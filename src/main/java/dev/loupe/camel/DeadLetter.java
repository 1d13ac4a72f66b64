package dev.loupe.camel;

import dev.loupe.failure.Causes;
import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Stopped;
import dev.loupe.store.Origin;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bean {@code deadLetter}: says once, in the log and beside the picture, why it could not be done. Thread-safe. */
public final class DeadLetter {
    /** The failure that is in the log already. */
    public static final String LOGGED = "LoupeLogged";

    /** Whoever sent the exchange logs its failure. */
    static final String SENDER_LOGS = "LoupeSenderLogs";

    private static final Logger log = LoggerFactory.getLogger("loupe.pictures");

    private final Folder folder;
    private final PictureMetrics metrics;
    private final Stop stop;

    public DeadLetter(Folder folder, PictureMetrics metrics, Stop stop) {
        this.folder = folder;
        this.metrics = metrics;
        this.stop = stop;
    }

    public void explain(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (isForNextStart(exchange, cause) || folder.waits(exchange)) {
            log.info("{} {} is not done now: {}", exchange.getExchangeId(), name(exchange),
                    Explanation.sentence(cause));
            keepFile(exchange);
            return;
        }
        if (exchange.getProperty(LOGGED) != cause) {
            tell(exchange, cause);
        }
        if (exchange.getProperty(Folder.PATH) != null) {
            Path file = folder.fail(exchange);
            Explanation.of(exchange, cause, exchange.getProperty(Folder.ORIGIN, Origin.class)).write(file);
        }
    }

    /** When the service stops, what is not the picture's own fault need not be there after the next start. */
    private boolean isForNextStart(Exchange exchange, Throwable cause) {
        return cause instanceof Stopped || exchange.getProperty(Folder.PATH) != null && stop.isBegun()
                && !(cause instanceof Rejected);
    }

    /** A route that knows no {@link Taken} would have its file moved to where those go that failed. */
    private static void keepFile(Exchange exchange) {
        if (exchange.getProperty(Folder.PATH) == null && exchange.getFromEndpoint() instanceof GenericFileEndpoint) {
            exchange.getExchangeExtension().handoverCompletions(new DefaultExchange(exchange.getContext()));
        }
    }

    private void tell(Exchange exchange, Throwable cause) {
        metrics.failed(cause);
        exchange.setProperty(LOGGED, cause);
        String name = name(exchange);
        if (exchange.getProperty(SENDER_LOGS, false, Boolean.class)) {
            return;
        }
        if (cause instanceof LoupeException || Explanation.bottom(cause) instanceof IOException) {
            log.warn("{} {} failed: {}", exchange.getExchangeId(), name, Causes.of(cause));
        } else {
            log.error("{} {} failed", exchange.getExchangeId(), name, cause);
        }
    }

    private static String name(Exchange exchange) {
        return exchange.getMessage().getHeader(Headers.NAME, () ->
                exchange.getMessage().getHeader(Exchange.FILE_NAME, "", String.class), String.class);
    }
}
