package dev.loupe.engine.onednn;

import dev.loupe.engine.Progress;
import dev.loupe.failure.Cancelled;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * One walk of all bands through all steps by several workers: each carries a band through all steps, at least one step
 * behind the band before it. There is no barrier; who is ahead never waits for who is behind, so nobody waits for ever.
 *
 * <p>Used once. Threads: {@link #work} by one thread per worker, {@link #await} by the thread that asked.
 */
final class Wavefront {
    private static final int SPINS = 200;

    /** One step of one band; whatever it throws ends the walk. */
    interface Body {
        void run(int worker, int band, int step);
    }

    private final int bands;
    private final int steps;
    private final int workers;
    private final AtomicIntegerArray done;
    private volatile boolean stopped;
    private volatile Throwable failure;
    private volatile int waiting;

    Wavefront(Schedule schedule, int height) {
        this.bands = schedule.bands(height);
        this.steps = schedule.steps();
        this.workers = schedule.workers();
        this.done = new AtomicIntegerArray(bands);
    }

    /** Carries every {@code workers}-th band, from {@code worker} on. */
    void work(int worker, Body body) {
        try {
            for (int band = worker; band < bands; band += workers) {
                for (int step = 0; step < steps; step++) {
                    until(band - 1, step);
                    if (stopped) {
                        return;
                    }
                    body.run(worker, band, step);
                    done.set(band, step + 1);
                    wake();
                }
            }
        } catch (Throwable thrown) {
            failure = thrown;
            stop();
        }
    }

    /**
     * Waits band by band and reports each. Returns early if a worker failed.
     *
     * @throws RuntimeException what {@code progress} throws; the workers stop at their next step
     */
    void await(Progress progress) {
        try {
            for (int band = 0; band < bands; band++) {
                until(band, steps - 1);
                if (stopped) {
                    return;
                }
                progress.report((band + 1.0) / bands);
            }
        } finally {
            stop();
        }
    }

    /** Throws what a worker failed with, if one did. */
    void rethrowFailure() {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw new Cancelled("The thread that was enlarging was interrupted.");
        }
    }

    private void stop() {
        stopped = true;
        wake();
    }

    private boolean isDone(int band, int step) {
        return stopped || band < 0 || done.get(band) > step;
    }

    private void until(int band, int step) {
        for (int spin = 0; spin < SPINS; spin++) {
            if (isDone(band, step)) {
                return;
            }
            Thread.onSpinWait();
        }
        sleepUntil(band, step);
    }

    private synchronized void sleepUntil(int band, int step) {
        waiting++;
        try {
            while (!isDone(band, step)) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failure = interrupted;
            stopped = true;
            notifyAll();
        } finally {
            waiting--;
        }
    }

    private void wake() {
        if (waiting > 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }
}
