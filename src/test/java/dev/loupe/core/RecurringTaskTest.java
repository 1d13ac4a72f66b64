package dev.loupe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.failure.Failed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a real scheduler does with a task that fails now and then. */
class RecurringTaskTest {
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Logger log = (Logger) LogManager.getLogger(RecurringTaskTest.class);
    private final AbstractAppender appender = new AbstractAppender("test", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            logged.add(event.getMessage().getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        log.addAppender(appender);
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
        log.removeAppender(appender);
    }

    @Test
    void it_goes_on_after_exceptions_and_logs_the_first_in_a_row() {
        AtomicInteger runs = new AtomicInteger();
        RecurringTask task = new RecurringTask(LoggerFactory.getLogger(RecurringTaskTest.class), "The clock is wrong",
                () -> {
                    int run = runs.incrementAndGet();
                    if (run <= 3) {
                        throw new Failed("The sun is down.");
                    } else if (run == 5) {
                        throw new NoClassDefFoundError("Moon");
                    }
                });
        scheduler.scheduleWithFixedDelay(task, 0, 1, TimeUnit.MILLISECONDS);
        await().atMost(Duration.ofMinutes(1)).until(() -> runs.get() > 6);
        assertThat(logged).containsExactly("The clock is wrong: The sun is down. Trying again.",
                "The clock is wrong; trying again");
    }
}
