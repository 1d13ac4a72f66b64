package dev.loupe.camel;

import dev.loupe.failure.LoupeException;
import dev.loupe.store.Origin;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bean {@code deadLetter}: says once, in the log and beside the picture, why it could not be done. Thread-safe. */
public final class DeadLetter {
    /** The failure that is in the log already. */
    public static final String LOGGED = "LoupeLogged";

    private static final Logger log = LoggerFactory.getLogger("loupe.pictures");

    private final Folder folder;
    private final PictureMetrics metrics;

    public DeadLetter(Folder folder, PictureMetrics metrics) {
        this.folder = folder;
        this.metrics = metrics;
    }

    public void explain(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (exchange.getProperty(LOGGED) != cause) {
            tell(exchange, cause);
        }
        if (exchange.getProperty(Folder.FAILED_NAME) != null) {
            Path file = folder.fail(exchange);
            Explanation.of(exchange, cause, exchange.getProperty(Folder.ORIGIN, Origin.class)).write(file);
        }
    }

    private void tell(Exchange exchange, Throwable cause) {
        metrics.failed(cause);
        String name = exchange.getMessage().getHeader(Headers.NAME, () ->
                exchange.getMessage().getHeader(Exchange.FILE_NAME, "", String.class), String.class);
        if (cause instanceof LoupeException || Explanation.bottom(cause) instanceof IOException) {
            log.warn("{} {} failed: {}", exchange.getExchangeId(), name, Explanation.sentence(cause));
        } else {
            log.error("{} {} failed", exchange.getExchangeId(), name, cause);
        }
        exchange.setProperty(LOGGED, cause);
    }
}
