package dev.loupe;

import dev.loupe.camel.DeadLetter;
import dev.loupe.camel.Folder;
import dev.loupe.camel.FolderPlaces;
import dev.loupe.camel.HttpDoor;
import dev.loupe.camel.PerMinute;
import dev.loupe.camel.PictureFiles;
import dev.loupe.camel.PictureMetrics;
import dev.loupe.camel.PictureThreads;
import dev.loupe.camel.QueueDoor;
import dev.loupe.camel.RequestReader;
import dev.loupe.camel.ResponseWriter;
import dev.loupe.camel.Settled;
import dev.loupe.camel.Stop;
import dev.loupe.camel.source.ReportSamples;
import dev.loupe.camel.source.SourceDoor;
import dev.loupe.core.Core;
import dev.loupe.failure.Failed;
import dev.loupe.failure.LoupeException;
import dev.loupe.settings.FolderSettings;
import dev.loupe.settings.Settings;
import dev.loupe.store.Attempts;
import dev.loupe.store.Database;
import dev.loupe.store.DiskReserve;
import dev.loupe.store.HomeLock;
import dev.loupe.store.Names;
import dev.loupe.web.Desk;
import dev.loupe.work.WorkHistory;
import dev.loupe.work.WorkerLease;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service: the core's steps as beans, and Camel with the home's routes around them. */
final class Service implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Service.class);

    /** What means something else than itself in an endpoint's URI, in the pattern that finds routes, or in H2's URL. */
    private static final List<String> NOT_IN_PATHS = List.of("%", "+", "&", "?", "*", ",", ";", "{{", "${");

    /** What is given up has so long to end before Camel ends it: a tile, or measuring bands, is not interrupted. */
    private static final Duration LAST_WORD = Duration.ofSeconds(30);

    private final Database database;
    private final ExecutorService pictureThreads;
    private final Optional<QueueDoor> queue;
    private final HttpDoor http;
    private final SourceDoor sources;
    private final Main camel = new Main();
    private final Stop stop;
    /** The steps of stopping, the first one on top. */
    private final Deque<Runnable> stopping = new ConcurrentLinkedDeque<>();

    /**
     * Takes the home, opens its database and starts the routes; returns when pictures are taken.
     *
     * @throws LoupeException if any of it fails; then all that was opened is closed again
     */
    Service(Core core) {
        Settings settings = core.settings();
        check(settings);
        this.stop = new Stop(settings.stopTimeout());
        try {
            HomeLock lock = HomeLock.take(settings.home().resolve("data/loupe.lock"));
            stopping.push(lock::close);
            this.database = new Database(settings.jdbcUrl());
            stopping.push(database::close);
            WorkerLease lease = WorkerLease.started(database, settings.home());
            stopping.push(lease::close);
            reportUnfinished(new Attempts(database).unfinished() + lease.recovered());
            this.pictureThreads = PictureThreads.of(settings.folder().atOnce());
            stopping.push(this::awaitPictures);
            Path data = settings.home().resolve("data");
            DiskReserve reserve = new DiskReserve(settings.http().diskReserve(), data, data.resolve("jobs"),
                    data.resolve("cache/uploads"));
            MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            PictureMetrics metrics = new PictureMetrics(meters);
            this.sources = new SourceDoor(settings, database, lease, metrics, reserve);
            stopping.push(sources::close);
            this.queue = QueueDoor.of(core, database, metrics);
            queue.ifPresent(door -> stopping.push(door::close));
            this.http = new HttpDoor(core, queue, reserve, meters);
            stopping.push(http::close);
            http.show(sources.standings());
            bind(core, metrics, reserve);
            start(settings, meters);
        } catch (RuntimeException | Error refused) {
            closeAfter(refused);
            throw refused;
        }
    }

    private void closeAfter(Throwable refused) {
        try {
            close();
        } catch (RuntimeException failure) {
            refused.addSuppressed(failure);
        }
    }

    private static void check(Settings settings) {
        FolderSettings folder = settings.folder();
        Stream.of(settings.home(), folder.inbox(), folder.outbox(), folder.done(), folder.failed())
                .forEach(Service::requirePlain);
        settings.strangers().forEach(name -> log.warn("The environment's {} does nothing: no key is called so ({})",
                name, Settings.FILE));
    }

    private void start(Settings settings, MeterRegistry meters) {
        stopping.push(camel::stop);
        stopping.push(sources::drain);
        queue.ifPresent(door -> stopping.push(door::drain));
        stopping.push(http::drain);
        stopping.push(stop::begin);
        try {
            queue.ifPresent(door -> door.prepare(camel, meters));
            http.prepare(camel);
            sources.prepare(camel, meters);
            configure(settings);
            camel.start();
            queue.ifPresent(door -> door.open(camel.getCamelContext()));
            http.opened();
            sources.opened();
            http.open(new Desk(new WorkHistory(database), sources.standings()), camel.getCamelContext());
        } catch (LoupeException refused) {
            throw refused;
        } catch (Exception refused) {
            throw new Failed("The routes do not start. "
                    + RouteFault.explain(refused, settings.home().resolve("routes")), refused);
        }
    }

    private static void requirePlain(Path path) {
        NOT_IN_PATHS.stream().filter(path.toString()::contains).findFirst().ifPresent(part -> {
            throw new Failed("The routes cannot name " + path + ": '" + part + "' means something else there. Give the"
                    + " folder another name, or reach it through a link (ln -s).");
        });
    }

    /** Where they lie: Camel looks into no folder that is itself a link. */
    private static Path routes(Path home) {
        Path routes = home.resolve("routes");
        try {
            return Files.isSymbolicLink(routes) ? routes.toRealPath() : routes;
        } catch (IOException broken) {
            throw new Failed("The routes in " + routes + " cannot be reached (" + broken + ").", broken);
        }
    }

    private static void reportUnfinished(int unfinished) {
        if (unfinished > 0) {
            log.info("{} in flight when the process before this one ended: done again now",
                    unfinished == 1 ? "1 picture was" : unfinished + " pictures were");
        }
    }

    private void bind(Core core, PictureMetrics metrics, DiskReserve reserve) {
        Settings settings = core.settings();
        Attempts attempts = new Attempts(database);
        Names names = new Names(database, settings.folder().duplicates());
        FolderPlaces places = new FolderPlaces(settings.folder());
        http.show(places);
        Folder folder = new Folder(settings.folder(), places, attempts, names, settings.crashAttempts(), stop);
        camel.bind("request", new RequestReader(settings.options(), settings.limits(), stop));
        camel.bind("decode", core.pipeline().decode());
        camel.bind("prescale", core.pipeline().prescale());
        camel.bind("upscale", core.pipeline().upscale());
        camel.bind("encode", core.pipeline().encode());
        camel.bind("response", new ResponseWriter(metrics));
        camel.bind("folder", folder);
        camel.bind("reportSamples", new ReportSamples(settings.home().resolve("data/samples"), core.codec()));
        camel.bind("deadLetter", new DeadLetter(folder, metrics, stop));
        camel.bind("pictures", new PictureFiles<>());
        PerMinute pace = new PerMinute(settings.folder().perMinute());
        camel.bind("settled", new Settled<>(settings.folder().settle(), file -> reserve.isKept()
                && places.admits(file) && pace.take(System.nanoTime())));
        camel.bind("places", places);
        camel.bind("pictureThreads", pictureThreads);
    }

    private void configure(Settings settings) {
        settings.properties().forEach(camel::addInitialProperty);
        // the settings have the environment in them, read and resolved; Camel would put what it says over them again
        camel.addInitialProperty("camel.component.properties.environment-variable-mode", "0");
        camel.addInitialProperty("camel.component.properties.system-properties-mode", "0");
        camel.addInitialProperty("loupe.folder.inbox", settings.folder().inbox().toString());
        camel.addInitialProperty("loupe.folder.outbox", settings.folder().outbox().toString());
        camel.addInitialProperty("loupe.folder.done", settings.folder().done().toString());
        camel.addInitialProperty("loupe.folder.failed", settings.folder().failed().toString());
        // a redelivery policy reads milliseconds only, and says so when it is too late: at the first failure
        camel.addInitialProperty("loupe.retry-delay", Long.toString(settings.retryDelay().toMillis()));
        camel.addInitialProperty("loupe.home", settings.home().toString());
        Path routes = RouteFault.requireCurrent(routes(settings.home()));
        camel.addInitialProperty("camel.component.kamelet.location", "file:" + routes);
        camel.addInitialProperty("camel.main.name", "loupe");
        camel.addInitialProperty("camel.main.routes-include-pattern",
                "file:" + routes + "/*.camel.yaml");
        camel.addInitialProperty("camel.main.auto-configuration-log-summary", "false");
        camel.addInitialProperty("camel.main.source-location-enabled", "true");
        camel.addInitialProperty("camel.main.startup-summary-level", "Off");
        camel.addInitialProperty("camel.main.shutdown-timeout",
                Long.toString(settings.stopTimeout().plus(LAST_WORD).toSeconds()));
        camel.setDefaultPropertyPlaceholderLocation("false");
    }

    /** Goes through all steps whatever fails, and throws what failed first; from then on nothing happens. */
    @Override
    public void close() {
        RuntimeException first = null;
        for (Runnable step = stopping.poll(); step != null; step = stopping.poll()) {
            try {
                step.run();
            } catch (RuntimeException failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** What was given up may be in the middle of something that cannot be, and has to be noted yet. */
    private void awaitPictures() {
        pictureThreads.shutdown();
        try {
            pictureThreads.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
