package dev.loupe.camel.source;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

/** Bean {@code told}: says no more about a failed look at a tree, because {@link Turn} has told it. Thread-safe. */
final class Told implements ExceptionHandler {
    @Override
    public void handleException(Throwable exception) {
        handleException(exception.getMessage(), null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        Source.log.debug("{}", message, exception);
    }
}
