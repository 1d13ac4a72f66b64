package dev.loupe.core;

import dev.loupe.failure.LoupeException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * A task for a scheduler, which would cancel it at its first exception: it survives them all, and logs the first of
 * those in a row. Not thread-safe: a scheduler never runs a periodic task twice at once.
 */
public final class RecurringTask implements Runnable {
    private static final int PATIENCE_SECONDS = 10;

    private final Logger log;
    private final String fault;
    private final Runnable work;
    private boolean failing;

    /** @param fault what is wrong while {@code work} fails: the beginning of a log line */
    public RecurringTask(Logger log, String fault, Runnable work) {
        this.log = log;
        this.fault = fault;
        this.work = work;
    }

    /**
     * Begins none of the tasks any more, and waits some seconds for one that runs. It is not interrupted: that would
     * break what it uses for good, as H2's file or a class that loads its natives.
     */
    public static void end(ExecutorService tasks) {
        tasks.shutdown();
        try {
            tasks.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            work.run();
            failing = false;
        } catch (LoupeException failure) {
            report("{}: {} Trying again.", failure.getMessage());
        } catch (RuntimeException | Error failure) {
            report("{}; trying again", failure);
        }
    }

    private void report(String line, Object reason) {
        if (!failing) {
            log.warn(line, fault, reason);
        }
        failing = true;
    }
}
