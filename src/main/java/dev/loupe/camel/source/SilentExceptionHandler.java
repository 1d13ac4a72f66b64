package dev.loupe.camel.source;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

/** Bean {@code silent}: says no more about a listing that failed, because {@link SourcePollStrategy} has. Thread-safe. */
final class SilentExceptionHandler implements ExceptionHandler {
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
