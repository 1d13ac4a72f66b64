package dev.loupe.job;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that take jobs from the queue and work on them, one each. */
final class JobWorkers {
    private static final Logger log = LoggerFactory.getLogger(JobWorkers.class);

    /** Works on a delivery; false puts it back into the queue. */
    @FunctionalInterface
    interface Work {
        boolean on(JobQueue.Delivery delivery);
    }

    private final JobQueue queue;
    private final Work work;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    JobWorkers(JobQueue queue, Work work) {
        this.queue = queue;
        this.work = work;
    }

    void start(int howMany) {
        for (int i = 1; i <= howMany; i++) {
            Thread thread = new Thread(this::run, "job-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void run() {
        boolean failing = false;
        while (stopping.getCount() > 0) {
            try (JobQueue.Receiver receiver = queue.receiver()) {
                while (stopping.getCount() > 0) {
                    step(receiver);
                    failing = false;
                }
            } catch (JMSException | RuntimeException broken) {
                if (!failing && stopping.getCount() > 0) {
                    log.warn("No jobs can be taken from the queue's broker ({}); trying again every second. See"
                            + " loupe.broker.url.", broken.getMessage());
                }
                failing = true;
                pause();
            }
        }
    }

    private void step(JobQueue.Receiver receiver) throws JMSException {
        JobQueue.Delivery delivery = receiver.next().orElse(null);
        if (delivery == null) {
            return;
        }
        boolean settled = false;
        try {
            settled = work.on(delivery);
        } catch (RuntimeException | Error failure) {
            log.error("job {} is put back", delivery.id(), failure);
        } finally {
            if (settled) {
                FailPoint.BEFORE_ACKNOWLEDGEMENT.reached();
                receiver.commit();
            } else {
                receiver.rollback();
            }
        }
    }

    private void pause() {
        try {
            stopping.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no more jobs; returns whether all that runs has ended in time. */
    boolean stop(long millis) {
        stopping.countDown();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }
}
