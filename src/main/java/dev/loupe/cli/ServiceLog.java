package dev.loupe.cli;

import dev.loupe.settings.Settings;
import java.util.Locale;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The log of the service: console and rotating file, as {@code log4j2-service.xml} says. Without it, {@code log4j2.xml}
 * lets warnings through to standard error. Closing writes out what is left; it is called last, because a log that ends
 * with the first shutdown hook would not tell how the service stopped.
 */
record ServiceLog() implements AutoCloseable {
    static ServiceLog start(Settings settings) {
        System.setProperty("loupe.log.format", settings.logFormat().name().toLowerCase(Locale.ROOT));
        System.setProperty("loupe.log.folder", settings.home().resolve("data/logs").toString());
        Configurator.initialize(null, "classpath:log4j2-service.xml");
        return new ServiceLog();
    }

    @Override
    public void close() {
        LogManager.shutdown();
    }
}
