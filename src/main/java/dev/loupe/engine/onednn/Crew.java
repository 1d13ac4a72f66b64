package dev.loupe.engine.onednn;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The threads of one engine. Everything native happens on them: an OpenMP runtime keeps a pool of threads for each
 * thread that ever called it, and whoever calls an engine is another thread each time.
 */
final class Crew implements AutoCloseable {
    private final ExecutorService threads;
    private final int size;
    private final List<Long> members = new CopyOnWriteArrayList<>();

    Crew(OpenMp openMp, int size, int threadsEach, String name) {
        this.size = size;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(size, work -> {
            Thread thread = new Thread(() -> {
                openMp.limitThisThread(threadsEach);
                members.add(Thread.currentThread().getId());
                work.run();
            }, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    int size() {
        return size;
    }

    /** Processor time all threads have used so far; threads that OpenMP forks are not counted. */
    long processorNanos() {
        ThreadMXBean clocks = ManagementFactory.getThreadMXBean();
        return members.stream().mapToLong(clocks::getThreadCpuTime).sum();
    }

    /** Starts {@code work} once for each worker, counted from 0, each on a thread of its own. */
    List<Future<?>> start(IntConsumer work) {
        List<Future<?>> running = new ArrayList<>();
        for (int worker = 0; worker < size; worker++) {
            int number = worker;
            running.add(threads.submit(() -> work.accept(number)));
        }
        return running;
    }

    /**
     * Runs something on one of the threads and waits; what it throws is thrown here, interrupts do not cut it short.
     */
    <T> T call(Callable<T> work) {
        return finish(threads.submit(work));
    }

    /** Waits for the end, however often this thread is interrupted: native memory must not go while it is in use. */
    static <T> T finish(Future<T> running) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return running.get();
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (ExecutionException failed) {
                    throw rethrown(failed.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(cause);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
