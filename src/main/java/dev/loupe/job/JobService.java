package dev.loupe.job;

import dev.loupe.core.RecurringTask;
import dev.loupe.settings.JobSettings;
import dev.loupe.settings.Settings;
import dev.loupe.store.Attempts;
import dev.loupe.store.Database;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything about jobs, put together; closing it returns what runs to the queue. */
public final class JobService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobService.class);

    /** What an expired job is remembered for, counted in the time its files were kept. */
    private static final int REMEMBERED = 7;
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final JobSettings settings;
    private final Duration stopTimeout;
    private final JobFiles files;
    private final Broker broker;
    private final Jobs jobs;
    private final RunningJobs running = new RunningJobs();
    private final JobWorkers workers;
    private final ScheduledExecutorService sweeping =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "jobs-sweep"));

    public JobService(Settings all, Database database, JobWork.Pipeline pipeline, JobWork.Explain explain,
            JobWork.Watch watch) {
        this.settings = all.jobs();
        this.stopTimeout = all.stopTimeout();
        Path data = all.home().resolve("data");
        this.files = new JobFiles(data.resolve("jobs"));
        int deliveries = Math.max(all.retries(), all.crashAttempts()) + 1;
        this.broker = new Broker(settings, data.resolve("broker"), deliveries, all.retryDelay());
        this.jobs = new Jobs(settings, database, files, broker, new JobEvents(), running, watch);
        JobWork work = new JobWork(jobs, files, new Attempts(database), running,
                new JobWork.Patience(all.crashAttempts(), all.retries()), pipeline, explain, watch);
        this.workers = new JobWorkers(jobs.queue(), work::on);
    }

    /** Whether the table has jobs that wait or run. */
    public static boolean hasUnfinished(Database database) {
        return !new JobStore(database).active().isEmpty();
    }

    public Jobs jobs() {
        return jobs;
    }

    /** The broker's connections, for routes of all kinds. */
    public ConnectionFactory connections() {
        return broker.connections();
    }

    /**
     * Puts right what an earlier process left: one that died between the table and the queue left jobs without a
     * message, or folders without a job. To be called before anybody can hand a job in, whose folder is there before
     * its row is. With an external broker another process may be at work on what runs, or be about to put a folder into
     * the table: only what waits is looked at, and a message too many does no harm.
     */
    public void reconcile() {
        Set<String> waiting = jobs.queue().waiting();
        List<Job> active = jobs.store().active();
        active.removeIf(job -> waiting.contains(job.id())
                || !settings.embedded() && job.state() == JobState.RUNNING);
        for (Job job : active) {
            jobs.store().requeue(job.id(), job.state(), job.error());
            jobs.queue().send(job.id(), job.lane());
        }
        if (settings.embedded()) {
            deleteLostFolders();
        }
        if (!active.isEmpty()) {
            log.info("{} unfinished {} found: taken up again", active.size(), active.size() == 1 ? "job was"
                    : "jobs were");
        }
    }

    private void deleteLostFolders() {
        Set<String> lost = new HashSet<>(files.ids());
        lost.removeIf(id -> jobs.find(id).isPresent());
        lost.forEach(files::delete);
    }

    /** Begins to work. */
    public void start() {
        workers.start(settings.atOnce());
        long period = Math.max(1, Math.min(60, settings.keep().toSeconds() / 10));
        sweeping.scheduleWithFixedDelay(new RecurringTask(log, "Old jobs could not be deleted", this::sweep),
                period, period, TimeUnit.SECONDS);
    }

    /** Deletes the files of what ended long enough ago. */
    private void sweep() {
        Instant now = Instant.now();
        for (Job job : jobs.store().finishedBefore(now.minus(settings.keep()))) {
            jobs.expire(job);
        }
        jobs.store().forgetBefore(now.minus(settings.keep().multipliedBy(REMEMBERED)));
    }

    /** Takes no more jobs from the queue; what runs is finished in time or returned to the queue. */
    public void stop() {
        RecurringTask.end(sweeping);
        if (!workers.stop(stopTimeout.toMillis())) {
            running.stopAll();
            workers.stop(LAST_WORD.toMillis());
        }
    }

    @Override
    public void close() {
        stop();
        broker.close();
    }
}
