package dev.loupe.camel.source;

import dev.loupe.camel.PictureMetrics;
import dev.loupe.core.RecurringTask;
import dev.loupe.ledger.History;
import dev.loupe.ledger.Ledger;
import dev.loupe.ledger.Totals;
import dev.loupe.settings.Settings;
import dev.loupe.settings.SourceSettings;
import dev.loupe.settings.SourceSettings.All;
import dev.loupe.source.Access;
import dev.loupe.source.Breaker;
import dev.loupe.source.Sources;
import dev.loupe.store.Database;
import dev.loupe.store.DiskReserve;
import dev.loupe.web.Scratch;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
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

    private static final int MINUTE = 60;

    private final Settings settings;
    private final All all;
    private final Ledger ledger;
    private final History history;
    private final PictureMetrics metrics;
    private final DiskReserve reserve;
    private final Path spool;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private final Map<String, Breaker> breakers = new ConcurrentHashMap<>();
    private final Map<Endpoint, Connections> connections = new ConcurrentHashMap<>();
    private final Settlement settlement;
    private final Reports reports;
    private final ScheduledExecutorService caring =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "sources"));
    private volatile Supplier<CamelContext> context;
    private final CountDownLatch stopping = new CountDownLatch(1);

    public SourceDoor(Settings settings, Database database, PictureMetrics metrics, DiskReserve reserve) {
        this.settings = settings;
        this.all = settings.sources();
        this.ledger = new Ledger(database, process(settings.home()), ZoneId.systemDefault());
        this.history = new History(database);
        this.metrics = metrics;
        this.reserve = reserve;
        this.spool = Scratch.emptied(settings.home().resolve("data/spool"));
        this.settlement = new Settlement(this, ledger);
        this.reports = new Reports(settings.home(), history);
        Clock clock = Clock.systemDefaultZone();
        for (SourceSettings source : all.each()) {
            if (source.watch()) {
                SourceSettings place = source.place(all);
                Access server = access(source);
                Access results = place.equals(source) ? server : access(place);
                sources.put(source.name(), new Source(source, server, results, clock, this::stopsWithin));
            }
        }
    }

    /** The same again when this home is started again; another for another home on the same database. */
    private static String process(Path home) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            host = "localhost";
        }
        return Sums.sha256((host + ":" + home).getBytes(StandardCharsets.UTF_8));
    }

    private Access access(SourceSettings place) {
        String server = place.type().remote() ? place.server().host() + ":" + place.server().port() : place.directory();
        return new Access(breakers.computeIfAbsent(server, key -> breaker()), breaker());
    }

    private Breaker breaker() {
        return new Breaker(Clock.systemUTC(), settings.retryDelay(), () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Before Camel starts. */
    public void prepare(Main camel, MeterRegistry meters) {
        context = camel::getCamelContext; // routes begin to fetch while Camel is still starting others
        new Standings(sources.values()).measure(meters);
        camel.addInitialProperty("sources.watched", Boolean.toString(!sources.isEmpty()));
        camel.bind("fetch", new Fetch(this, ledger, settings.limits(), spool, all.prefetch(), settings.retries(),
                settings.retryDelay()));
        camel.bind("delivery", new Delivery(this, ledger, settings.crashAttempts()));
        camel.bind("settlement", settlement);
        camel.bind("setback", new Setback(this, ledger, metrics, settings.retries()));
        camel.bind("fetched", new PriorityBlockingQueue<Exchange>(all.prefetch(), Comparator
                .comparingInt((Exchange exchange) -> -Fetched.on(exchange).source().settings().priority())
                .thenComparingLong(exchange -> Fetched.on(exchange).begun())));
        camel.bind("told", new Told());
        Credentials credentials = new Credentials(all);
        camel.bind("ftp", new CheckedFtp(credentials));
        camel.bind("ftps", new CheckedFtps(credentials));
        camel.bind("sftp", new CheckedSftp(credentials));
        sources.values().forEach(source -> bind(camel, source));
        all.each().stream().filter(source -> source.type() == SourceSettings.Type.FTPS)
                .forEach(source -> camel.bind("tls-" + source.name(), tls(source)));
        new Templates(all).instantiate(camel);
        recover();
    }

    private void bind(Main camel, Source source) {
        Listing<Object> listing = new Listing<>(source, ledger);
        camel.bind("listing-" + source.name(), listing);
        camel.bind("admission-" + source.name(), new Admission<>(source, listing, reserve));
        camel.bind("turn-" + source.name(), new Turn(source, listing, history));
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

    private void recover() {
        int unfinished = ledger.recover();
        if (unfinished > 0) {
            Source.log.info("{} in flight when the process before this one ended: fetched again now",
                    unfinished == 1 ? "1 file was" : unfinished + " files were");
        }
        for (Totals totals : history.totals(Instant.EPOCH)) {
            Optional.ofNullable(sources.get(totals.source()))
                    .ifPresent(source -> source.campaign().began(totals.done(), totals.failed()));
        }
    }

    /** After Camel has started. */
    public void opened() {
        repeat(1, "The reports of sources could not be written", this::care);
        repeat(Ledger.LEASE.toSeconds() / 3, "The leases of files that are being worked on could not be renewed",
                ledger::renew);
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

    Settlement settlement() {
        return settlement;
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
        caring.shutdownNow();
    }

    @Override
    public void close() {
        drain();
        connections.values().forEach(Connections::close);
        ledger.recover();
    }
}
