package dev.loupe.job;

import dev.loupe.failure.Busy;
import dev.loupe.failure.LoupeException;
import dev.loupe.job.Job.Times;
import dev.loupe.job.JobStore.Known;
import dev.loupe.job.JobStore.Token;
import dev.loupe.job.Jobs.Idempotency;
import dev.loupe.job.Jobs.Order;
import dev.loupe.job.Jobs.Terms;
import dev.loupe.settings.JobSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How jobs are taken in: the pictures are on the disk before the rows are, the rows before the messages are sent. Safe
 * for several threads.
 */
final class Acceptance {
    private final JobSettings settings;
    private final JobStore store;
    private final JobFiles files;
    private final JobQueue queue;
    private final Jobs desk;

    Acceptance(JobSettings settings, JobStore store, JobFiles files, JobQueue queue, Jobs desk) {
        this.settings = settings;
        this.store = store;
        this.files = files;
        this.queue = queue;
        this.desk = desk;
    }

    /** As {@link Jobs#accept} promises. */
    List<Job> accept(List<Order> orders, Terms terms, Optional<Idempotency> idempotency) {
        Optional<Token> token = idempotency.map(i -> token(terms, i));
        Optional<List<Job>> before = token.flatMap(this::before);
        if (before.isPresent()) {
            return before.get();
        }
        requireRoom(orders);
        List<Job> jobs = new ArrayList<>();
        for (Order order : orders) {
            Job job = new Job(UUID.randomUUID().toString(), 0, terms.owner(), order.name(), terms.lane(),
                    JobState.QUEUED, terms.options(), terms.callback(),
                    new Times(Instant.now(), Optional.empty(), Optional.empty()), order.picture(),
                    Optional.empty(), Optional.empty(), null, null);
            keep(job, order, jobs);
            jobs.add(job);
        }
        FailPoint.AFTER_FSYNC.reached();
        if (!store.insert(jobs, token)) {
            jobs.forEach(job -> files.delete(job.id()));
            return before(token.orElseThrow()).orElseThrow();
        }
        FailPoint.AFTER_INSERT.reached();
        send(jobs);
        FailPoint.AFTER_ENQUEUE.reached();
        return jobs.stream().flatMap(job -> store.find(job.id()).stream()).toList();
    }

    /** All pictures of a request are kept, or none. */
    private void keep(Job job, Order order, List<Job> before) {
        try {
            files.keep(job.id(), order.upload());
        } catch (LoupeException unwritable) {
            before.forEach(kept -> files.delete(kept.id()));
            throw unwritable;
        }
    }

    /** What the broker does not take was not accepted. */
    private void send(List<Job> jobs) {
        try {
            jobs.forEach(job -> queue.send(job.id(), job.lane()));
        } catch (Busy unreachable) {
            jobs.forEach(desk::delete);
            throw unreachable;
        }
    }

    Optional<List<Job>> before(Token token) {
        Optional<Known> known = store.find(token);
        if (known.isPresent() && !known.get().fingerprint().equals(token.fingerprint())) {
            throw new Conflict("The Idempotency-Key was used for a different request. Use a new one for each request.");
        }
        Optional<List<Job>> jobs = known.map(k -> k.jobs().stream().flatMap(id -> store.find(id).stream()).toList());
        if (jobs.isPresent() && jobs.get().isEmpty()) {
            store.forget(token); // its jobs were deleted: the same request may be made anew
            return Optional.empty();
        }
        return jobs;
    }

    static Token token(Terms terms, Idempotency idempotency) {
        return new Token(terms.owner(), idempotency.token(), idempotency.fingerprint());
    }

    private void requireRoom(List<Order> orders) {
        long wanted = orders.stream().mapToLong(order -> order.picture().bytes()).sum();
        long taken = makeRoom(wanted);
        if (taken + wanted > settings.maxBytes()) {
            throw new Full(JobSettings.MAX_BYTES, settings.maxBytes(), taken + wanted, "The jobs' files take "
                    + taken / 1_000_000 + " MB; the limit is " + settings.maxBytes() / 1_000_000
                    + ". Delete jobs whose results you have, or try again later.");
        }
        int waiting = store.count(JobState.QUEUED);
        if (waiting + orders.size() > settings.maxWaiting()) {
            throw new Busy("There are " + waiting + " jobs waiting; the limit is " + settings.maxWaiting() + " ("
                    + JobSettings.MAX_WAITING + "). Try again later.");
        }
    }

    /** The folder's jobs give their files up: its results lie in the output folder. Returns what is taken then. */
    private long makeRoom(long wanted) {
        long taken = store.bytes();
        for (Job job : taken + wanted > settings.maxBytes() ? store.delivered() : List.<Job>of()) {
            desk.expire(job);
            taken = store.bytes();
            if (taken + wanted <= settings.maxBytes()) {
                break;
            }
        }
        return taken;
    }
}
