package dev.loupe.camel;

import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;

/**
 * What becomes of a file of the watched folder at the end of its exchange: it is moved when it is done, and when its
 * dead letter is written. However else it ends (the service stops, the database is away), the file stays where it is,
 * to be taken again; Camel would move it under a name that nobody has given it. Thread-safe.
 */
final class Taken implements Synchronization {
    private static final String LEFT = "LoupeLeft";

    private final List<Synchronization> moves;
    private final Consumer<Exchange> left;

    private Taken(List<Synchronization> moves, Consumer<Exchange> left) {
        this.moves = moves;
        this.left = left;
    }

    /** @param left told when the file stays where it is */
    static void by(Exchange exchange, Consumer<Exchange> left) {
        Exchange holder = new DefaultExchange(exchange.getContext());
        exchange.getExchangeExtension().handoverCompletions(holder);
        List<Synchronization> moves = holder.getExchangeExtension().handoverCompletions();
        exchange.getExchangeExtension().addOnCompletion(new Taken(moves, left));
    }

    /** Ends the exchange as if the file had never been taken. */
    static void leave(Exchange exchange) {
        exchange.setProperty(LEFT, true);
        exchange.setRouteStop(true);
    }

    @Override
    public void onComplete(Exchange exchange) {
        if (exchange.getProperty(LEFT, false, Boolean.class)) {
            stays(exchange);
        } else {
            moves.forEach(move -> move.onComplete(exchange));
        }
    }

    @Override
    public void onFailure(Exchange exchange) {
        if (exchange.getProperty(Folder.FAILED_NAME) == null) {
            stays(exchange);
        } else {
            moves.forEach(move -> move.onFailure(exchange));
        }
    }

    private void stays(Exchange exchange) {
        try {
            left.accept(exchange);
        } finally {
            if (exchange.getFromEndpoint() instanceof GenericFileEndpoint<?> inbox
                    && exchange.getProperty(Exchange.FILE_EXCHANGE_FILE) instanceof GenericFile<?> taken) {
                inbox.getInProgressRepository().remove(taken.getAbsoluteFilePath());
            }
        }
    }
}
