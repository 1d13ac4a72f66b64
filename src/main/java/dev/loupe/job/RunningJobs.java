package dev.loupe.job;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs that are being worked on in this process, and how long one takes. Safe for several threads. */
final class RunningJobs {
    /** Weight of the newest job in the running average of their times. */
    private static final double NEWEST = 0.2;

    private final Map<String, Running> jobs = new ConcurrentHashMap<>();
    private double averageSeconds = Double.NaN;

    /** False where the job runs here already. */
    boolean add(Running job) {
        return jobs.putIfAbsent(job.id(), job) == null;
    }

    void remove(Running job) {
        jobs.remove(job.id(), job);
    }

    Optional<Running> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    int count() {
        return jobs.size();
    }

    boolean cancel(String id) {
        Optional<Running> job = find(id);
        job.ifPresent(Running::cancel);
        return job.isPresent();
    }

    void stopAll() {
        jobs.values().forEach(Running::stop);
    }

    synchronized void took(double seconds) {
        averageSeconds = Double.isNaN(averageSeconds) ? seconds : averageSeconds * (1 - NEWEST) + seconds * NEWEST;
    }

    /** Seconds until the job at a position of the queue will be done, with so many at once. */
    synchronized OptionalDouble wait(int position, int atOnce) {
        return Double.isNaN(averageSeconds)
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.ceil((position + jobs.size()) / (double) atOnce) * averageSeconds);
    }
}
