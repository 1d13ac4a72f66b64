package dev.loupe.job;

import dev.loupe.codec.Bytes;
import dev.loupe.engine.Progress;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Causes;
import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.failure.Stopped;
import dev.loupe.job.Job.Picture;
import dev.loupe.store.Attempts;
import dev.loupe.store.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work on jobs: each delivery is claimed, handed to the pipeline, and settled, in an order that loses nothing and
 * finishes nothing twice wherever the process dies. Safe for several threads.
 */
public final class JobWork {
    private static final Logger log = LoggerFactory.getLogger("loupe.pictures");

    /** A job's id names its picture by itself. */
    private static final String NO_HASH = "0".repeat(64);

    /** Enlarges a job's picture. */
    @FunctionalInterface
    public interface Pipeline {
        Outcome enlarge(Job job, Bytes input, Progress progress) throws Exception;
    }

    /** The enlarged picture, where it is one, and what was done to it as JSON. */
    public record Outcome(byte[] picture, String format, int width, int height, String report) {}

    /** Says a failure as JSON for the client. */
    @FunctionalInterface
    public interface Explain {
        String failure(Throwable failure, String reference, int attempts);
    }

    /** Hears what becomes of jobs. */
    public interface Watch {
        /** A result is in its folder; it took so long to put it there. */
        void delivered(long nanos);

        /** A job is done, failed or cancelled. */
        void ended(String id);
    }

    /** How often the process may die on a job, how often a failure of ours is tried again. */
    record Patience(int deaths, int retries) {}

    private final JobStore store;
    private final JobFiles files;
    private final Attempts attempts;
    private final JobEvents events;
    private final RunningJobs running;
    private final Patience patience;
    private final Pipeline pipeline;
    private final Explain explain;
    private final Watch watch;

    JobWork(Jobs jobs, JobFiles files, Attempts attempts, RunningJobs running, Patience patience, Pipeline pipeline,
            Explain explain, Watch watch) {
        this.store = jobs.store();
        this.events = jobs.events();
        this.files = files;
        this.attempts = attempts;
        this.running = running;
        this.patience = patience;
        this.pipeline = pipeline;
        this.explain = explain;
        this.watch = watch;
    }

    /** True when the delivery is settled, false to have it delivered again. */
    boolean on(JobQueue.Delivery delivery) {
        Optional<Job> job = store.find(delivery.id());
        if (job.isEmpty() || !job.get().state().isActive()) {
            return true; // deleted, cancelled, or finished by a process that died before it could acknowledge
        }
        if (job.get().state() == JobState.RUNNING && delivery.count() == 1) {
            return true; // a second message for what somebody is at work on; the first comes again should he die
        }
        Running here = new Running(job.get().id(), () -> events.changed(job.get().id()));
        if (!running.add(here)) {
            return true; // the same job by a second message
        }
        try {
            boolean claimed = store.start(job.get().id(), job.get().state());
            return !claimed || work(job.get(), here, delivery.count());
        } finally {
            running.remove(here);
            events.changed(job.get().id());
        }
    }

    private boolean work(Job job, Running here, int delivery) {
        Origin origin = new Origin("jobs", job.id(), NO_HASH);
        int begun = attempts.begin(origin);
        try {
            requireSurvivable(begun);
            Instant start = Instant.now();
            Outcome outcome = pipeline.enlarge(job, new Bytes.InFile(files.input(job.id())), here);
            long ready = System.nanoTime();
            deliver(job, outcome);
            watch.delivered(System.nanoTime() - ready);
            running.took(Duration.between(start, Instant.now()).toMillis() / 1000.0);
            attempts.end(origin);
            watch.ended(job.id());
            return true;
        } catch (Exception | Error failure) {
            boolean settled = settle(job, here, delivery, failure);
            attempts.end(origin);
            return settled;
        }
    }

    private void requireSurvivable(int begun) {
        if (begun > patience.deaths()) {
            throw new Rejected(Reason.DIED_WORKING, "The process died while working on it, " + (begun - 1)
                    + " times; the limit is loupe.crash-attempts=" + patience.deaths() + ".",
                    new Limit("loupe.crash-attempts", patience.deaths(), begun - 1L));
        }
    }

    private void deliver(Job job, Outcome outcome) {
        if (store.find(job.id()).isEmpty()) {
            return; // deleted while it ran
        }
        files.write(job.id(), outcome.format(), outcome.picture());
        FailPoint.AFTER_RESULT.reached();
        Picture result = new Picture(outcome.width(), outcome.height(), outcome.format(), outcome.picture().length);
        if (!store.done(job.id(), result, outcome.report()) && store.find(job.id()).isEmpty()) {
            files.delete(job.id()); // deleted in the last moment
        }
    }

    private boolean settle(Job job, Running here, int delivery, Throwable failure) {
        if (here.isStopping() || failure instanceof Stopped) {
            store.requeue(job.id(), JobState.RUNNING, null);
            return false;
        }
        if (failure instanceof Cancelled) {
            log.info("{} {} was cancelled", job.id(), job.name());
            store.end(job.id(), JobState.RUNNING, JobState.CANCELLED, null);
            watch.ended(job.id());
            return true;
        }
        String error = explain.failure(failure, job.id(), delivery);
        if (failure instanceof Rejected || delivery > patience.retries()) {
            log(job, delivery, failure);
            store.end(job.id(), JobState.RUNNING, JobState.FAILED, error);
            watch.ended(job.id());
            return failure instanceof Rejected; // what is our fault goes on to the broker's dead letters
        }
        log.warn("{} {} is tried again ({} of {}): {}", job.id(), job.name(), delivery + 1, patience.retries() + 1,
                Causes.of(failure));
        store.requeue(job.id(), JobState.RUNNING, error);
        return false;
    }

    /** What nobody expected is logged with its stack. */
    private void log(Job job, int delivery, Throwable failure) {
        if (failure instanceof Rejected) {
            log.warn("{} {} failed: {}", job.id(), job.name(), Causes.of(failure));
        } else if (failure instanceof LoupeException) {
            log.warn("{} {} failed ({} of {}): {}", job.id(), job.name(), delivery, patience.retries() + 1,
                    Causes.of(failure));
        } else {
            log.error("{} {} failed ({} of {})", job.id(), job.name(), delivery, patience.retries() + 1, failure);
        }
    }
}
