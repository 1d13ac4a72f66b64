package dev.loupe.camel.source;

import dev.loupe.camel.PictureMetrics;
import dev.loupe.core.RecurringTask;
import dev.loupe.failure.ClaimLost;
import dev.loupe.settings.Settings;
import dev.loupe.settings.SourceSettings;
import dev.loupe.settings.SourceSettings.All;
import dev.loupe.source.ServerAccess;
import dev.loupe.source.Breaker;
import dev.loupe.source.Sources;
import dev.loupe.store.Database;
import dev.loupe.store.DiskReserve;
import dev.loupe.work.Admissions;
import dev.loupe.work.ResultNames;
import dev.loupe.work.Totals;
import dev.loupe.work.WorkHistory;
import dev.loupe.work.WorkItem;
import dev.loupe.work.WorkStore;
import dev.loupe.work.WorkerLease;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.main.Main;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

/**
 * The door for trees on servers and in folders: binds what their routes need, and looks after what they have claimed.
 */
public final class SourceDoor implements AutoCloseable {
    /** On messages: which source, and the content's checksum. */
    static final String SOURCE = "LoupeSource";
    static final String SHA256 = "LoupeSha256";
    /** How far an item had come when it was claimed, or has come since. */
    static final String STAGE = "LoupeStage";

    private static final int MINUTE = 60;

    private final Settings settings;
    private final All all;
    private final WorkerLease lease;
    private final WorkStore store;
    private final Admissions admissions;
    private final WorkHistory history;
    private final ResultNames names;
    private final PictureMetrics metrics;
    private final DiskReserve reserve;
    private final Path spool;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
    private final Map<Endpoint, Connections> connections = new ConcurrentHashMap<>();
    private final Reports reports;
    private final ScheduledExecutorService caring =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "sources"));
    private volatile Supplier<CamelContext> context;
    private final CountDownLatch stopping = new CountDownLatch(1);

    public SourceDoor(Settings settings, Database database, WorkerLease lease, PictureMetrics metrics,
            DiskReserve reserve) {
        this.settings = settings;
        this.all = settings.sources();
        this.lease = lease;
        this.store = new WorkStore(database, lease);
        this.names = new ResultNames(database);
        this.admissions = new Admissions(database, lease, ZoneId.systemDefault());
        this.history = new WorkHistory(database);
        this.metrics = metrics;
        this.reserve = reserve;
        this.spool = SourceSpool.open(settings.home().resolve("data/spool"), history);
        this.reports = new Reports(settings.home(), history);
        Clock clock = Clock.systemDefaultZone();
        for (SourceSettings source : all.each()) {
            if (source.watch()) {
                SourceSettings place = source.place(all);
                ServerAccess server = access(source);
                // of its own even on the same server: that it can be listed does not mean that it takes results
                sources.put(source.name(), new Source(source, server, access(place), clock, this::stopsWithin));
            }
        }
    }

    private ServerAccess access(SourceSettings place) {
        String server = place.type().remote() ? place.server().host() + ":" + place.server().port() : place.directory();
        return new ServerAccess(breakers.computeIfAbsent(server, key -> breaker()), breaker());
    }

    private Breaker breaker() {
        return new Breaker(Clock.systemUTC(), settings.retryDelay(), () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Before Camel starts. */
    public void prepare(Main camel, MeterRegistry meters) {
        context = camel::getCamelContext; // routes begin to fetch while Camel is still starting others
        new Standings(sources.values()).measure(meters);
        camel.addInitialProperty("sources.watched", Boolean.toString(!sources.isEmpty()));
        camel.bind("work", new WorkComponent(new Claims(this, store, reserve, spool, all.prefetch())));
        camel.bind("fetch", new Fetch(this, store, settings.limits(), settings.retries(), settings.retryDelay()));
        camel.bind("delivery", new Delivery(this, store, lease, names, settings.crashAttempts()));
        camel.bind("original", new OriginalDisposal(this, store, lease));
        camel.bind("sourceFailures", new SourceFailures(this, store, metrics, settings.retries()));
        camel.bind("fetched", new PriorityBlockingQueue<Exchange>(all.prefetch(), Comparator
                .comparingInt((Exchange exchange) -> -SourceItem.on(exchange).source().settings().priority())
                .thenComparingLong(exchange -> SourceItem.on(exchange).begun())));
        camel.bind("silent", new SilentExceptionHandler());
        Credentials credentials = new Credentials(all);
        camel.bind("ftp", new CheckedFtp(credentials));
        camel.bind("ftps", new CheckedFtps(credentials));
        camel.bind("sftp", new CheckedSftp(credentials));
        sources.values().forEach(source -> bind(camel, source));
        all.each().stream().filter(source -> source.type() == SourceSettings.Type.FTPS)
                .forEach(source -> camel.bind("tls-" + source.name(), tls(source)));
        new Templates(all).instantiate(camel);
        count();
    }

    private void bind(Main camel, Source source) {
        Listing<Object> listing = new Listing<>(source, admissions);
        camel.bind("listing-" + source.name(), listing);
        camel.bind("poll-" + source.name(), new SourcePollStrategy(source, listing, history));
    }

    /** Whom to trust; a context of our own, because the client's default looks at a certificate's dates alone. */
    private static SSLContextParameters tls(SourceSettings source) {
        SSLContextParameters tls = new SSLContextParameters();
        if (!source.server().trustStore().isEmpty()) {
            KeyStoreParameters store = new KeyStoreParameters();
            store.setResource("file:" + source.server().trustStore());
            store.setPassword(source.server().trustStorePassword());
            TrustManagersParameters trust = new TrustManagersParameters();
            trust.setKeyStore(store);
            tls.setTrustManagers(trust);
        }
        return tls;
    }

    private void count() {
        for (Totals totals : history.totals(Instant.EPOCH)) {
            Optional.ofNullable(sources.get(totals.source()))
                    .ifPresent(source -> source.campaign().began(totals.done(), totals.failed()));
        }
    }

    /** After Camel has started. */
    public void opened() {
        repeat(1, "The reports of sources could not be written", this::care);
        repeat(MINUTE, "The progress of sources could not be logged", this::report);
    }

    private void repeat(long seconds, String fault, Runnable work) {
        caring.scheduleWithFixedDelay(new RecurringTask(Source.log, fault, work), seconds, seconds, TimeUnit.SECONDS);
    }

    private void care() {
        sources.values().stream().filter(source -> source.campaign().justEnded()).forEach(reports::write);
    }

    private void report() {
        sources.values().stream().filter(source -> source.campaign().standing().left() > 0)
                .forEach(source -> Source.log.info("{}: {}", source.name(), source.campaign().standing()));
    }

    /** What people see of the sources, and how they steer them. */
    public Sources standings() {
        return new Standings(sources.values());
    }

    Source source(String name) {
        return sources.get(name);
    }

    SourceSettings place(Source source) {
        return source.settings().place(all);
    }

    /** An item as it is by now. */
    WorkItem stored(SourceItem item) {
        return history.find(item.id()).orElseThrow(ClaimLost::new);
    }

    /** Where an original is, as its server names it. */
    String original(Source source, String path) {
        Endpoint endpoint = context.get().getRoute(source.name()).getEndpoint();
        return below(((GenericFileEndpoint<?>) endpoint).getConfiguration().getDirectory(), path);
    }

    static String below(String directory, String path) {
        return (directory.isEmpty() || directory.endsWith("/") ? directory : directory + "/") + path;
    }

    boolean stopping() {
        return stopping.getCount() == 0;
    }

    /** Waits so many nanoseconds, or until the service stops: then it returns true. */
    boolean stopsWithin(long nanos) {
        try {
            return stopping.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    Connections connections(Source source) {
        return connections(context.get().getRoute(source.name()).getEndpoint());
    }

    Connections connections(Endpoint endpoint) {
        return connections.computeIfAbsent(endpoint, Connections::new);
    }

    /** Fetches nothing more; what is fetched and not begun is given back. */
    public void drain() {
        stopping.countDown();
        RecurringTask.end(caring);
    }

    @Override
    public void close() {
        drain();
        connections.values().forEach(Connections::close);
    }
}
