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
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
    private final Consumer<FolderJob> ended;
    private final File file;
    private final Stamp stamp;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile ScheduledExecutorService threads;
    private volatile String id;
    private final Runnable changed = this::lookSoon;

    /** @param ended told once, when it does not wait any more */
    FolderJob(Exchange exchange, AsyncCallback callback, Jobs jobs, Consumer<FolderJob> ended) {
        this.exchange = exchange;
        this.callback = callback;
        this.jobs = jobs;
        this.ended = ended;
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
        jobs.events().listen(id, changed);
        lookSoon();
    }

    private void lookSoon() {
        if (!threads.isShutdown()) {
            threads.execute(this::look);
        }
    }

    void look() {
        try {
            Optional<Job> job = jobs.find(id);
            if (job.isEmpty() || !job.get().state().isActive()) {
                goOn(job);
            }
        } catch (Failed unreadable) {
            threads.schedule(this::look, 1, TimeUnit.SECONDS); // the table; it was said where it failed
        }
    }

    private void goOn(Optional<Job> job) {
        if (over.getAndSet(true)) {
            return;
        }
        jobs.events().forget(id, changed);
        ended.accept(this);
        if (Stamp.of(file).equals(stamp)) {
            settleWhenMoved();
            try {
                result(job.orElseThrow(() -> new Cancelled("Its job was deleted.")));
            } catch (LoupeException failure) {
                exchange.setException(failure);
            }
        } else {
            settle(); // what lies there now is another picture, or none
            leave();
        }
        callback.done(false);
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
            ended.accept(this);
            leave();
            callback.done(false);
        }
    }
}
