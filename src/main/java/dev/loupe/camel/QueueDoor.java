package dev.loupe.camel;

import dev.loupe.core.Core;
import dev.loupe.job.Job;
import dev.loupe.job.JobService;
import dev.loupe.job.JobWork;
import dev.loupe.job.Jobs;
import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import dev.loupe.web.JobJson;
import dev.loupe.web.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue of jobs as Camel sees it: what waits there goes through {@code direct:job} when its turn comes. */
public final class QueueDoor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(QueueDoor.class);

    private final JobService service;
    private final JobPipeline pipeline = new JobPipeline();
    private final FolderQueue folder;
    private final Webhooks webhooks;
    private final PictureMetrics metrics;
    private final Settings settings;

    private QueueDoor(Core core, Database database, PictureMetrics metrics) {
        this.settings = core.settings();
        this.metrics = metrics;
        this.webhooks = new Webhooks(settings.jobs().webhooks(), settings.retryDelay());
        this.service = new JobService(settings, database, pipeline, JobJson::error, new Watch());
        try {
            this.folder = new FolderQueue(settings, service.jobs(), core.codec());
        } catch (RuntimeException refused) {
            try (service) { // its broker runs
                throw refused;
            }
        }
    }

    /**
     * Empty where no job can be: neither the HTTP door nor the watched folder hands any in, no other process does
     * through an external broker, and none is left from before.
     */
    public static Optional<QueueDoor> of(Core core, Database database, PictureMetrics metrics) {
        Settings settings = core.settings();
        boolean used = takesIn(settings) || !settings.jobs().embedded() || JobService.hasUnfinished(database);
        return settings.jobs().enabled() && used
                ? Optional.of(new QueueDoor(core, database, metrics))
                : Optional.empty();
    }

    private static boolean takesIn(Settings settings) {
        return settings.http().enabled() || settings.folder().enabled() && settings.folder().queue();
    }

    /** Of the queue's jobs. */
    private final class Watch implements JobWork.Watch {
        @Override
        public void delivered(long nanos) {
            metrics.delivered(nanos);
        }

        @Override
        public void ended(String id) {
            jobs().find(id).ifPresent(QueueDoor.this::tell);
        }
    }

    /** Told again by the next process where this one ends before it was. */
    private void tell(Job job) {
        job.callback().ifPresent(url -> webhooks.send(
                url, JobJson.bytes(new JobJson(jobs()).of(job)), () -> jobs().told(job.id())));
    }

    Jobs jobs() {
        return service.jobs();
    }

    Webhooks webhooks() {
        return webhooks;
    }

    /** Before Camel starts: the watched folder hands in jobs while Camel is still starting other routes. */
    public void prepare(Main camel, MeterRegistry meters) {
        service.reconcile();
        camel.bind("queue", folder);
        camel.bind("brokerConnections", service.connections());
        meters.gauge("loupe.jobs.in.progress", jobs(), Jobs::inProgress);
        meters.gauge("loupe.jobs.queued", jobs(), Jobs::waiting);
    }

    /** After Camel has started. */
    public void open(CamelContext context) {
        pipeline.open(context);
        jobs().untold().forEach(this::tell);
        service.start();
        if (!takesIn(settings)) {
            log.info("Working on the jobs of loupe.broker.url={}; this process takes none in (loupe.http.enabled=false,"
                    + " and no folder with loupe.folder.queue=true)", settings.jobs().brokerUrl());
        }
    }

    /** Begins no more jobs; those that run are finished in time or returned to the queue. Camel runs still. */
    public void drain() {
        folder.takeNoMore();
        service.stop();
        folder.leaveAll();
    }

    @Override
    public void close() {
        folder.leaveAll();
        service.close();
    }
}
