package dev.loupe.job;

import dev.loupe.codec.Bytes;
import dev.loupe.failure.Busy;
import dev.loupe.job.Job.Picture;
import dev.loupe.settings.JobSettings;
import dev.loupe.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** The desk where jobs are handed in, asked about, cancelled and collected. Safe for several threads. */
public final class Jobs {
    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");

    private final JobSettings settings;
    private final JobStore store;
    private final JobFiles files;
    private final JobQueue queue;
    private final JobEvents events;
    private final RunningJobs running;
    private final JobWork.Watch watch;
    private final Acceptance acceptance;

    Jobs(JobSettings settings, Database database, JobFiles files, Broker broker, JobEvents events, RunningJobs running,
            JobWork.Watch watch) {
        this.settings = settings;
        this.store = new JobStore(database);
        this.files = files;
        this.queue = new JobQueue(broker);
        this.events = events;
        this.running = running;
        this.watch = watch;
        this.acceptance = new Acceptance(settings, store, files, queue, this);
    }

    /** A picture that is handed in; {@code upload} is moved away where it is a file. */
    public record Order(String name, Bytes upload, Picture picture) {}

    /** What all pictures of a request share. */
    public record Terms(String owner, Lane lane, Map<String, String> options, Optional<String> callback) {}

    /**
     * A client's own name for its request, so that it can send it again without harm; {@code fingerprint} is what it
     * asks.
     */
    public record Idempotency(String token, String fingerprint) {}

    /**
     * Takes jobs in: when this returns, they outlive the process and the power.
     *
     * @throws Full if there is no room for them
     * @throws Conflict if the token stands for a different request
     * @throws Busy if the broker does not answer
     */
    public List<Job> accept(List<Order> orders, Terms terms, Optional<Idempotency> idempotency) {
        return acceptance.accept(orders, terms, idempotency);
    }

    /** The jobs a request made when it came before; empty where it is new, or its jobs were deleted. */
    public List<Job> acceptedBefore(Terms terms, Idempotency idempotency) {
        return acceptance.before(Acceptance.token(terms, idempotency)).orElse(List.of());
    }

    /** The same request makes new jobs from now on. */
    public void forget(Terms terms, Idempotency idempotency) {
        store.forget(Acceptance.token(terms, idempotency));
    }

    /** Deletes the files of a job that has ended. */
    void expire(Job job) {
        if (store.expire(job.id())) {
            files.delete(job.id());
        }
    }

    public Optional<Job> find(String id) {
        return ID.matcher(id).matches() ? store.find(id) : Optional.empty();
    }

    /** The newest first, from before {@code seq} on; {@code owner} empty for everybody's. */
    public List<Job> list(Optional<String> owner, Optional<JobState> state, long before, int limit) {
        return store.list(owner, state, before, limit);
    }

    public int waiting() {
        return store.count(JobState.QUEUED);
    }

    public int inProgress() {
        return running.count();
    }

    /** How much of a running job is done, from 0 to 1. */
    public double progress(Job job) {
        return switch (job.state()) {
            case DONE, EXPIRED -> 1;
            case RUNNING -> running.find(job.id()).map(Running::done).orElse(0.0);
            default -> 0;
        };
    }

    /** Seconds until a job will probably be done; empty where nothing is known yet. */
    public OptionalDouble eta(Job job) {
        return switch (job.state()) {
            case RUNNING -> running.find(job.id()).flatMap(Running::eta).map(OptionalDouble::of)
                    .orElse(OptionalDouble.empty());
            case QUEUED -> running.wait(job.position().orElse(1), settings.atOnce());
            default -> OptionalDouble.empty();
        };
    }

    /** What came in; the caller checks that the job has not expired. */
    public Bytes input(Job job) {
        return new Bytes.InFile(files.input(job.id()));
    }

    /** The result, in its own format or one that was converted before. */
    public Optional<Bytes> result(Job job, String format) {
        Path file = files.result(job.id(), format);
        return Files.exists(file) ? Optional.of(new Bytes.InFile(file)) : Optional.empty();
    }

    /** Keeps a result in another format beside the first. */
    public Bytes keep(Job job, String format, byte[] picture) {
        files.write(job.id(), format, picture);
        return new Bytes.InMemory(picture);
    }

    /** Stops a job now if it waits, or at its next progress point if it runs; false if it has ended already. */
    public boolean cancel(Job job) {
        if (store.end(job.id(), JobState.QUEUED, JobState.CANCELLED, null)) {
            watch.ended(job.id());
            events.changed(job.id());
            return true;
        }
        return running.cancel(job.id());
    }

    /** Puts a job that failed or was cancelled back into the queue; false if it is neither. */
    public boolean retry(Job job) {
        boolean again = (job.state() == JobState.FAILED || job.state() == JobState.CANCELLED)
                && store.requeue(job.id(), job.state(), null);
        if (again) {
            queue.send(job.id(), job.lane());
            events.changed(job.id());
        }
        return again;
    }

    /** Forgets a job and its files; one that runs is stopped. */
    public void delete(Job job) {
        running.cancel(job.id());
        store.delete(job.id());
        files.delete(job.id());
        events.changed(job.id());
    }

    /** Jobs whose end is still to be told to a callback. */
    public List<Job> untold() {
        return store.untold();
    }

    /** Who waits for a job's end, a callback or the folder, has heard of it or never will. */
    public void told(String id) {
        store.told(id);
    }

    public JobEvents events() {
        return events;
    }

    JobStore store() {
        return store;
    }

    JobQueue queue() {
        return queue;
    }
}
