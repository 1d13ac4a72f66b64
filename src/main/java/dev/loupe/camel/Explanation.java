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

/** Why a picture could not be done: the JSON beside it. */
public record Explanation(Map<String, Object> fields) {
    private static final Logger log = LoggerFactory.getLogger("loupe.pictures");
    /** How often it was tried, where not by the route itself. */
    static final String ATTEMPTS = "LoupeJobAttempts";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param origin null where the picture was never read */
    public static Explanation of(Exchange exchange, Throwable cause, Origin origin) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cause", sentence(cause));
        if (cause instanceof Rejected rejected) {
            fields.put("reason", rejected.reason());
            rejected.limit().ifPresent(limit -> fields.put("limit", limit));
        }
        fields.put("route", exchange.getFromRouteId());
        fields.put("attempts", exchange.getProperty(ATTEMPTS,
                1 + exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class), Integer.class));
        fields.put("time", Instant.now().toString());
        if (origin != null) {
            fields.put("source", origin.path());
            fields.put("sha256", origin.sha256());
        }
        return new Explanation(fields);
    }

    /** What a failure says, and where it is a library's, what lies at the bottom of it. */
    static String sentence(Throwable failure) {
        Throwable bottom = bottom(failure);
        return failure instanceof LoupeException ? failure.getMessage()
                : bottom == failure ? String.valueOf(failure) : failure.getMessage() + " (" + bottom + ")";
    }

    static Throwable bottom(Throwable failure) {
        Throwable bottom = failure;
        while (bottom != null && bottom.getCause() != null) {
            bottom = bottom.getCause();
        }
        return bottom;
    }

    /** A picture that failed is told about in the log where its file cannot be written. */
    public void write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), fields);
        } catch (IOException unwritable) {
            log.error("the explanation {} cannot be written: {}", file.getFileName(), unwritable.getMessage());
        }
    }
}
