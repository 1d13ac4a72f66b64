package dev.loupe.camel;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bean {@code pictureThreads}: works on so many pictures at once, and lets the folder's poll wait while all are busy.
 */
public final class PictureThreads {
    private PictureThreads() {}

    /** Back-pressure instead of a queue: handing over a picture blocks until a thread is free. */
    public static ExecutorService of(int atOnce) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(atOnce, atOnce, 0, TimeUnit.SECONDS, new SynchronousQueue<>(),
                work -> new Thread(work, "picture-" + number.incrementAndGet()),
                (work, pool) -> {
                    try {
                        if (pool.isShutdown()) {
                            throw new RejectedExecutionException("stopping");
                        }
                        pool.getQueue().put(work);
                    } catch (InterruptedException stopping) {
                        Thread.currentThread().interrupt();
                        throw new RejectedExecutionException(stopping);
                    }
                });
    }
}
