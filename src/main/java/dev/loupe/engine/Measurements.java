package dev.loupe.engine;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was measured on this machine, in a properties file, so that it is measured once. Losing the file costs a
 * measurement, nothing else. Safe for several threads.
 */
public final class Measurements {
    private static final Logger log = LoggerFactory.getLogger(Measurements.class);

    private final Path file;
    private final String machine;
    private final Properties known = new Properties();

    public Measurements(Path file) {
        this.file = file;
        this.machine = machine();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                known.load(reader);
            } catch (IOException | IllegalArgumentException unreadable) {
                log.warn("{} cannot be read and is measured anew: {}", file, unreadable.getMessage());
            }
        }
    }

    /** The engine that was fastest for a question asked before on this machine. */
    public Optional<EngineChoice> fastest(String question) {
        return recall("fastest " + question).map(EngineChoice::parse);
    }

    public void remember(String question, EngineChoice fastest) {
        remember("fastest " + question, fastest.toString());
    }

    public synchronized Optional<String> recall(String question) {
        return Optional.ofNullable(known.getProperty(machine + " " + question));
    }

    public synchronized void remember(String question, String answer) {
        known.setProperty(machine + " " + question, answer);
        try {
            Files.createDirectories(file.getParent());
            // createTempFile's are for their owner alone; the service may be somebody else
            Path temporary = file.resolveSibling(UUID.randomUUID() + ".tmp");
            try (Writer writer = Files.newBufferedWriter(temporary)) {
                known.store(writer, "What was measured on this machine; may be deleted");
            }
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException unwritable) {
            log.warn("What was measured cannot be kept in {}: {}", file, unwritable.getMessage());
        }
    }

    /** The processor's name and the cores this process may use: a container on the same host is another machine. */
    private static String machine() {
        String processor = System.getProperty("os.arch");
        try {
            processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(processor);
        } catch (IOException notLinux) {
            log.debug("no /proc/cpuinfo", notLinux);
        }
        return processor + " x" + Runtime.getRuntime().availableProcessors();
    }
}
