package dev.loupe.remote;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What a logger says while this is open. Thread-safe. */
final class LogLines extends AbstractAppender implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger logger;
    private final Level level;
    private final Level usual;

    private LogLines(String logger, Level level) {
        super("lines", null, null, true, Property.EMPTY_ARRAY);
        this.logger = (Logger) LogManager.getLogger(logger);
        this.level = level;
        start();
        this.usual = this.logger.getLevel();
        Configurator.setLevel(logger, level);
        this.logger.addAppender(this);
    }

    /** What the sources warn of. */
    static LogLines warnings() {
        return new LogLines("loupe.sources", Level.WARN);
    }

    /** A line for each picture that was enlarged. */
    static LogLines pictures() {
        return new LogLines("loupe.pictures", Level.INFO);
    }

    @Override
    public void append(LogEvent event) {
        if (event.getLevel() == level) {
            lines.add(event.getMessage().getFormattedMessage());
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        logger.removeAppender(this);
        Configurator.setLevel(logger, usual);
    }
}
