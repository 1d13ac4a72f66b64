package dev.loupe;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What is logged from WARN up while this is open: the level, the message, and the exception where one is logged. */
public final class LogLines implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final AbstractAppender appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage()
                    + (event.getThrown() == null ? "" : " " + thrown(event.getThrown())));
        }
    };

    public LogLines() {
        appender.start();
        context.getConfiguration().getRootLogger().addAppender(appender, Level.WARN, null);
        context.updateLoggers();
    }

    private static String thrown(Throwable thrown) {
        return thrown + (thrown.getCause() == null ? "" : " / " + thrown(thrown.getCause()));
    }

    /** The lines with a word in them, oldest first. */
    public List<String> with(String word) {
        return lines.stream().filter(line -> line.contains(word)).toList();
    }

    @Override
    public void close() {
        context.getConfiguration().getRootLogger().removeAppender("lines");
        context.updateLoggers();
        appender.stop();
    }
}
