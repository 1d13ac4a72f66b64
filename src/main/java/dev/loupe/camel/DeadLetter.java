package dev.loupe.camel;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.store.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bean {@code deadLetter}: says once, in the log and beside the picture, why it could not be done. Thread-safe. */
public final class DeadLetter {
    private static final Logger log = LoggerFactory.getLogger("loupe.pictures");

    private final Folder folder;
    private final PictureMetrics metrics;
    private final ObjectMapper json = new ObjectMapper();

    public DeadLetter(Folder folder, PictureMetrics metrics) {
        this.folder = folder;
        this.metrics = metrics;
    }

    public void explain(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        metrics.failed(cause);
        String name = exchange.getMessage().getHeader(Headers.NAME, () ->
                exchange.getMessage().getHeader(Exchange.FILE_NAME, "", String.class), String.class);
        if (cause instanceof LoupeException) {
            log.warn("{} {} failed: {}", exchange.getExchangeId(), name, cause.getMessage());
        } else {
            log.error("{} {} failed", exchange.getExchangeId(), name, cause);
        }
        if (exchange.getProperty(Folder.FAILED_NAME) != null) {
            write(folder.fail(exchange), explanation(exchange, cause));
        }
    }

    private static Map<String, Object> explanation(Exchange exchange, Throwable cause) {
        Map<String, Object> explanation = new LinkedHashMap<>();
        explanation.put("cause", cause instanceof LoupeException ? cause.getMessage() : String.valueOf(cause));
        if (cause instanceof Rejected rejected) {
            explanation.put("reason", rejected.reason());
            rejected.limit().ifPresent(limit -> explanation.put("limit", limit));
        }
        explanation.put("route", exchange.getFromRouteId());
        explanation.put("attempts", 1 + exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class));
        explanation.put("time", Instant.now().toString());
        Origin origin = exchange.getProperty(Folder.ORIGIN, Origin.class);
        if (origin != null) {
            explanation.put("source", origin.path());
            explanation.put("sha256", origin.sha256());
        }
        return explanation;
    }

    private void write(Path file, Map<String, Object> explanation) {
        try {
            Files.createDirectories(file.getParent());
            json.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), explanation);
        } catch (IOException unwritable) {
            log.error("the explanation {} cannot be written: {}", file.getFileName(), unwritable.getMessage());
        }
    }
}
