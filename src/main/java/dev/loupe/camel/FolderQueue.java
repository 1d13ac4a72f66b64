package dev.loupe.camel;

import dev.loupe.codec.Bytes;
import dev.loupe.codec.Codec;
import dev.loupe.codec.Header;
import dev.loupe.core.RecurringTask;
import dev.loupe.failure.Busy;
import dev.loupe.job.Full;
import dev.loupe.job.Job;
import dev.loupe.job.JobState;
import dev.loupe.job.Jobs;
import dev.loupe.job.Lane;
import dev.loupe.settings.Settings;
import dev.loupe.store.Origin;
import dev.loupe.web.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bean {@code queue}: hands a picture of the watched folder in as a bulk job, and lets its exchange go on with the
 * result once the job has ended. The original stays in the inbox until then: after a crash it is taken again, and finds
 * its job. Thread-safe.
 */
final class FolderQueue extends AsyncProcessorSupport {
    /** Pictures handed in at once; the rest wait in the inbox, where they take no memory. */
    private static final int MOST = 1_000;
    private static final int LONGEST_NAME = 200;
    static final Jobs.Terms TERMS = new Jobs.Terms(Job.FOLDER, Lane.BULK, Map.of(), Optional.empty());
    private static final Logger log = LoggerFactory.getLogger(FolderQueue.class);

    private final Jobs jobs;
    private final Codec codec;
    private final Path copies;
    private final Set<FolderJob> waiting = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final ScheduledExecutorService looking;
    /** Whether another process may end a job, of which this one hears nothing. */
    private final boolean shared;

    FolderQueue(Settings settings, Jobs jobs, Codec codec) {
        this.jobs = jobs;
        this.codec = codec;
        this.copies = Scratch.emptied(settings.home().resolve("data/cache/folder"));
        this.looking = Executors.newScheduledThreadPool(settings.folder().atOnce(),
                work -> new Thread(work, "folder-queue"));
        this.shared = !settings.jobs().embedded();
        looking.scheduleWithFixedDelay(new RecurringTask(log, "The folder's jobs cannot be read", this::poll),
                1, 1, TimeUnit.SECONDS);
    }

    private void poll() {
        waiting.stream().filter(picture -> shared || picture.isUnread()).forEach(FolderJob::look);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            FolderJob picture = new FolderJob(exchange, callback, jobs, waiting);
            Optional<Job> job = room() ? handIn(picture) : Optional.empty();
            if (job.isPresent()) {
                picture.await(job.get(), looking);
                return false;
            }
            picture.leave();
        } catch (IOException | RuntimeException failure) {
            exchange.setException(failure);
        }
        callback.done(true);
        return true;
    }

    /** Waits until there is room for one more; false where the service stops first. */
    private boolean room() {
        while (stopping.getCount() > 0 && waiting.size() >= MOST) {
            pause();
        }
        return stopping.getCount() > 0;
    }

    /** Waits while the queue is full; empty where the service stops first. */
    private Optional<Job> handIn(FolderJob picture) throws IOException {
        boolean told = false;
        while (stopping.getCount() > 0) {
            try {
                return Optional.of(accept(picture));
            } catch (Busy | Full full) {
                if (!told) {
                    log.info("The watched folder waits: {}", full.getMessage());
                    told = true;
                }
                pause();
            }
        }
        return Optional.empty();
    }

    /** The job that was made of this picture before, or a new one. */
    private Job accept(FolderJob picture) throws IOException {
        Jobs.Idempotency token = picture.token();
        List<Job> before = jobs.acceptedBefore(TERMS, token);
        if (!before.isEmpty() && before.get(0).state() != JobState.EXPIRED) {
            return before.get(0);
        }
        jobs.forget(TERMS, token);
        Path copy = copies.resolve(UUID.randomUUID().toString());
        try {
            Files.copy(picture.file(), copy);
            Jobs.Order order = order(picture.origin(), new Bytes.InFile(copy));
            return jobs.accept(List.of(order), TERMS, Optional.of(token)).get(0);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private Jobs.Order order(Origin origin, Bytes.InFile copy) throws IOException {
        String path = origin.path();
        Header header = codec.header(copy, path);
        return new Jobs.Order(path.substring(Math.max(0, path.length() - LONGEST_NAME)), copy,
                new Job.Picture(header.upright().width(), header.upright().height(),
                        header.format().name().toLowerCase(Locale.ROOT), copy.size()));
    }

    private void pause() {
        try {
            stopping.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            stopping.countDown();
        }
    }

    /** From now on pictures are left in the inbox; results of jobs that end are still delivered. */
    void takeNoMore() {
        stopping.countDown();
    }

    /** Lets go of what still waits; Camel would wait for it. The next process takes it up. */
    void leaveAll() {
        looking.shutdown();
        try {
            looking.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        waiting.forEach(FolderJob::leaveWaiting);
    }
}
