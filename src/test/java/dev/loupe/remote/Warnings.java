package dev.loupe.remote;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What the sources warn of while it is open. Thread-safe. */
final class Warnings extends AbstractAppender implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger sources = (Logger) LogManager.getLogger("loupe.sources");

    Warnings() {
        super("warnings", null, null, true, Property.EMPTY_ARRAY);
        start();
        sources.addAppender(this);
    }

    @Override
    public void append(LogEvent event) {
        if (event.getLevel() == Level.WARN) {
            lines.add(event.getMessage().getFormattedMessage());
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        sources.removeAppender(this);
    }
}
