package dev.loupe.camel;

import dev.loupe.core.Core;
import dev.loupe.settings.HttpSettings;
import dev.loupe.source.Sources;
import dev.loupe.store.DiskReserve;
import dev.loupe.web.Desk;
import dev.loupe.web.EventStream;
import dev.loupe.web.Gate;
import dev.loupe.web.Health;
import dev.loupe.web.Intake;
import dev.loupe.web.KeyGuard;
import dev.loupe.web.Operations;
import dev.loupe.web.Page;
import dev.loupe.web.Patience;
import dev.loupe.web.Porch;
import dev.loupe.web.Readiness;
import dev.loupe.web.Scratch;
import dev.loupe.web.SiteGuard;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.StartupListener;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP door: binds what its routes need, and puts its handlers before them on Camel's own web server. */
public final class HttpDoor implements AutoCloseable {
    /** Places in the order of the router's handlers; routes take theirs from 0 up. */
    private static final int FIRST = -100;
    private static final int HANDLERS = -50;
    private static final int INTAKE = -20;

    /** Each needs its picture's bytes on the heap, to look into its header. */
    private static final int JOBS_TAKEN_AT_ONCE = 2;

    private static final Logger log = LoggerFactory.getLogger(HttpDoor.class);

    private final Core core;
    private final HttpSettings settings;
    private final Readiness readiness = new Readiness();
    private final Patience patience;
    private final Gate gate;
    private final Intake intake;
    private final KeyGuard guard;
    private final Health health;
    private final ExecutorService threads;
    private final Gate jobGate = new Gate(JOBS_TAKEN_AT_ONCE, 1_000, Duration.ofSeconds(60));
    private final Optional<QueueDoor> queue;
    private final MeterRegistry meters;
    private volatile VertxPlatformHttpRouter router;

    /** @param queue where jobs wait; empty where there are none */
    public HttpDoor(Core core, Optional<QueueDoor> queue, DiskReserve reserve, MeterRegistry meters) {
        this.core = core;
        this.queue = queue;
        this.meters = meters;
        this.settings = core.settings().http();
        Path uploads = Scratch.emptied(core.settings().home().resolve("data/cache/uploads"));
        this.gate = new Gate(settings.inProgress(), settings.waiting(), settings.waitFor());
        this.intake = new Intake(settings, core.settings().limits(), reserve, uploads);
        this.health = new Health(core, readiness, gate, reserve, uploads);
        this.guard = new KeyGuard(settings.keys(), settings.tls().isPresent());
        this.threads = PictureThreads.of(settings.inProgress());
        this.patience = new Patience(settings.headerTimeout()); // last: its threads begin here
    }

    /** The sources are part of the health report. */
    public void show(Sources sources) {
        health.sources(sources);
    }

    /** What the watched folder waits for is, too. */
    public void show(FolderPlaces places) {
        health.folder(places::waitedFor);
    }

    /** Before Camel starts. */
    public void prepare(Main camel) {
        camel.bind("enhance", new Enhance(intake, settings.oversize()));
        camel.bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
        measure();
        camel.bind("problem", new ProblemWriter());
        camel.bind("enhanceThreads", threads);
        queue.ifPresent(door -> {
            door.webhooks().on(patience.vertx()); // without the door, too: a worker tells what it has done
            camel.bind("jobs", new JobDoor(
                    door.jobs(), intake, guard, door.webhooks(), core.codec(), core.settings().options()));
        });
        leaveOut(camel);
        if (settings.enabled()) {
            serve(camel);
        }
        manage(camel);
        listen(camel);
    }

    /** The routes that nothing would come through. */
    private void leaveOut(Main camel) {
        Map<String, Boolean> used = Map.of("http", settings.enabled(), "queue", queue.isPresent(),
                "jobs", settings.enabled() && queue.isPresent());
        String unused = used.entrySet().stream().filter(routes -> !routes.getValue())
                .map(routes -> "**/" + routes.getKey() + ".camel.yaml").collect(Collectors.joining(","));
        if (!unused.isEmpty()) {
            camel.addInitialProperty("camel.main.routes-exclude-pattern", unused);
        }
    }

    private void serve(Main camel) {
        Listening.require("The HTTP door", settings.host(), settings.port(), "loupe.http.");
        camel.bind("vertx", patience.vertx());
        camel.configure().httpServer().withEnabled(true).withHost(settings.host()).withPort(settings.port())
                .withMaxBodySize(core.settings().limits().maxBytes()).withFileUploadEnabled(false);
        settings.tls().ifPresent(tls -> {
            camel.configure().httpServer().withUseGlobalSslContextParameters(true);
            camel.configure().sslConfig().withEnabled(true).withKeyStore(tls.keystore().toString())
                    .withKeystorePassword(tls.password()).withSecureSocketProtocol("TLSv1.3");
        });
    }

    /** Without the door, too: metrics are there, and the commands that ask a running service. */
    private void manage(Main camel) {
        if (settings.managementPort() > 0) {
            Listening.require("The management port", settings.managementHost(), settings.managementPort(),
                    "loupe.http.management.");
            camel.configure().httpManagementServer().withEnabled(true).withHost(settings.managementHost())
                    .withPort(settings.managementPort()).withMetricsEnabled(true);
            camel.configure().metrics().withEnabled(true);
        }
    }

    private void listen(Main camel) {
        camel.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport main) {
                try {
                    main.getCamelContext().addStartupListener(new BeforeRoutes());
                } catch (Exception refused) {
                    throw new IllegalStateException(refused); // a context that has not started takes every listener
                }
            }
        });
    }

    private void measure() {
        meters.gauge("loupe.enhance.in.progress", gate, Gate::inProgress);
        meters.gauge("loupe.enhance.waiting", gate, Gate::waiting);
        health.measure(meters);
    }

    /**
     * Comes after Camel has started its web server, which is of the lowest order too, and before the routes start:
     * health is answered while the engine warms up, and everything else is told to come again.
     */
    private final class BeforeRoutes implements StartupListener, Ordered {
        @Override
        public int getOrder() {
            return Ordered.LOWEST;
        }

        @Override
        public void onCamelContextStarting(CamelContext context, boolean alreadyStarted) {
            if (settings.enabled()) {
                install(context);
            }
            core.warmUp();
        }

        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
            // the handlers are there since before the routes
        }
    }

    /** Before the routes start, so that no request ever reaches one without passing the porch. */
    private void install(CamelContext context) {
        router = VertxPlatformHttpRouter.lookup(context,
                VertxPlatformHttpRouter.getRouterNameFromPort(settings.port()));
        patience.on(router, FIRST - 1);
        new Porch(readiness, settings.uploadTimeout(), Operations.ALL).on(router, FIRST, Integer.MAX_VALUE);
        new SiteGuard(settings.loopback(), settings.hosts()).on(router, FIRST + 1);
        guard.on(router, FIRST + 2);
        health.on(router, HANDLERS);
        new Page().on(router, HANDLERS);
        intake.on(router, INTAKE, "/enhance", gate);
        queue.ifPresent(door -> {
            intake.on(router, INTAKE, "/jobs", jobGate);
            new EventStream(door.jobs()).on(router, HANDLERS);
            health.jobs(door.jobs()::waiting, door.jobs()::inProgress);
        });
    }

    /** After Camel has started. */
    public void opened() {
        if (router == null) {
            return;
        }
        if (!settings.loopback() && settings.keys().isEmpty()) {
            log.warn("The HTTP door on {} is open to other machines, without API keys", settings.host());
        }
        log.info("The page is at {}://{}:{}/", settings.tls().isPresent() ? "https" : "http", settings.host(), port());
        health.start();
    }

    /** After Camel has started: lets commands ask the running service, where there is a management port. */
    public void open(Desk desk, CamelContext context) {
        if (settings.managementPort() > 0) {
            String name = VertxPlatformHttpRouter.getRouterNameFromPort(settings.managementPort());
            VertxPlatformHttpRouter management = VertxPlatformHttpRouter.lookup(context, name);
            patience.on(management, FIRST);
            desk.on(management);
        }
    }

    /** The port it listens on. */
    public int port() {
        return router.getServer().getServer().actualPort();
    }

    /** Takes nothing new in from now on. */
    public void drain() {
        readiness.drain();
    }

    @Override
    public void close() {
        threads.shutdown();
        health.close();
        patience.close();
    }
}
