package dev.loupe.camel;

import dev.loupe.codec.Bytes;
import dev.loupe.codec.ImageFormat;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Failed;
import dev.loupe.failure.LoupeException;
import dev.loupe.job.Job;
import dev.loupe.job.JobState;
import dev.loupe.job.Jobs;
import dev.loupe.store.Origin;
import dev.loupe.web.JobJson;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** One picture of the watched folder, whose exchange waits until its job has ended. Thread-safe. */
final class FolderJob {
    /** How a file is told from another that has taken its place. */
    record Stamp(long size, long modified) {
        static Stamp of(File file) {
            return new Stamp(file.length(), file.lastModified());
        }
    }

    private final Exchange exchange;
    private final AsyncCallback callback;
    private final Jobs jobs;
    private final Set<FolderJob> waiting;
    private final File file;
    private final Stamp stamp;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile ScheduledExecutorService threads;
    private volatile String id;
    private volatile boolean unread;
    private final Runnable changed = this::lookSoon;

    /** @param waiting where it is as long as it waits */
    FolderJob(Exchange exchange, AsyncCallback callback, Jobs jobs, Set<FolderJob> waiting) {
        this.exchange = exchange;
        this.callback = callback;
        this.jobs = jobs;
        this.waiting = waiting;
        this.file = exchange.getMessage().getBody(File.class);
        this.stamp = Stamp.of(file);
    }

    Path file() {
        return file.toPath();
    }

    Origin origin() {
        return exchange.getProperty(Folder.ORIGIN, Origin.class);
    }

    /** The same for the same content under the same path. */
    Jobs.Idempotency token() {
        String path = UUID.nameUUIDFromBytes(origin().path().getBytes(StandardCharsets.UTF_8)).toString();
        return new Jobs.Idempotency(path + " " + origin().sha256(), origin().sha256());
    }

    /** Lets the exchange go on, on one of {@code threads}, when the job has ended; it may have already. */
    void await(Job job, ScheduledExecutorService threads) {
        this.id = job.id();
        this.threads = threads;
        waiting.add(this); // not before it has an id: the poller looks at all that wait
        jobs.events().listen(id, changed);
        lookSoon();
    }

    private void lookSoon() {
        try {
            threads.execute(this::look);
        } catch (RejectedExecutionException stopping) {
            // the picture is left in the inbox
        }
    }

    /** Whether the last look failed, so that the end of the job may have been missed. */
    boolean isUnread() {
        return unread;
    }

    /** @throws Failed if the table cannot be read at the moment */
    void look() {
        unread = false;
        Optional<Job> job;
        try {
            job = jobs.find(id);
        } catch (Failed unreadable) {
            unread = true;
            throw unreadable;
        } catch (RuntimeException broken) { // this row alone
            goOn(() -> {
                throw broken;
            });
            return;
        }
        if (job.isEmpty() || !job.get().state().isActive()) {
            goOn(() -> job.orElseThrow(() -> new Cancelled("Its job was deleted.")));
        }
    }

    private void goOn(Supplier<Job> job) {
        if (over.getAndSet(true)) {
            return;
        }
        jobs.events().forget(id, changed);
        waiting.remove(this);
        try {
            settleWhenMoved();
            if (Stamp.of(file).equals(stamp)) {
                result(job.get());
            } else {
                leave(); // what lies there now is another picture, or none
            }
        } catch (RuntimeException failure) {
            exchange.setException(failure);
        } finally {
            callback.done(false);
        }
    }

    private void result(Job job) {
        if (job.state() == JobState.CANCELLED) {
            throw new Cancelled("Its job was cancelled.");
        }
        if (job.state() == JobState.FAILED) {
            LoupeException failure = JobJson.failure(job.error());
            exchange.setProperty(DeadLetter.LOGGED, failure);
            exchange.setProperty(Explanation.ATTEMPTS, JobJson.attempts(job.error()));
            throw failure;
        }
        Bytes result = job.result().flatMap(picture -> jobs.result(job, picture.format()))
                .orElseThrow(() -> new Failed("The result of its job was deleted before it was delivered."));
        ImageFormat format = ImageFormat.named(job.result().get().format()).orElseThrow();
        exchange.getMessage().setHeader(Headers.RESULT_EXTENSION, format.extensionFor(origin().path()));
        exchange.getMessage().setBody(result instanceof Bytes.InFile in ? in.file().toFile() : result.read());
    }

    /** Not before the original is where it should be: until then the job is this picture's. */
    private void settleWhenMoved() {
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange moved) {
                settle();
            }
        });
    }

    private void settle() {
        jobs.told(id);
        jobs.forget(FolderQueue.TERMS, token());
    }

    /** Ends the exchange as if the file had never been taken: it stays where it is. */
    void leave() {
        Taken.leave(exchange);
    }

    /** Where the service stops. */
    void leaveWaiting() {
        if (!over.getAndSet(true)) {
            jobs.events().forget(id, changed);
            waiting.remove(this);
            leave();
            callback.done(false);
        }
    }
}
