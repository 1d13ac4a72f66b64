package dev.loupe.web;

import dev.loupe.core.Core;
import dev.loupe.core.RecurringTask;
import dev.loupe.core.Version;
import dev.loupe.engine.Availability;
import dev.loupe.engine.Device;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EnginePool;
import dev.loupe.engine.EngineProvider;
import dev.loupe.model.Model;
import dev.loupe.plan.Limits;
import dev.loupe.source.Sources;
import dev.loupe.store.DiskReserve;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the service lives, is ready, and how it is. Answers on the event loop from what a thread of its own looked up
 * within the last second, so that a busy service still answers.
 */
public final class Health implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private final Core core;
    private final Readiness readiness;
    private final Gate gate;
    private final DiskReserve reserve;
    private final Path disk;
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "health"));
    private volatile IntSupplier queueDepth = () -> 0;
    private volatile IntSupplier jobsInProgress = () -> 0;
    private volatile Supplier<List<Map<String, Object>>> sources = List::of;
    private volatile Supplier<List<String>> folder = List::of;
    private volatile Map<String, Object> report =
            Map.of("status", "not ready: it is warming up", "model_loaded", false);

    /** @param disk a folder on the disk whose free room is told */
    public Health(Core core, Readiness readiness, Gate gate, DiskReserve reserve, Path disk) {
        this.core = core;
        this.readiness = readiness;
        this.gate = gate;
        this.reserve = reserve;
        this.disk = disk;
    }

    /** Whose standing is part of the report. */
    public void sources(Sources all) {
        this.sources = all::standing;
    }

    /** What the watched folder waits for, in sentences. */
    public void folder(Supplier<List<String>> waits) {
        this.folder = waits;
    }

    /** Where the numbers about jobs come from; both are asked about once a second. */
    public void jobs(IntSupplier waiting, IntSupplier inProgress) {
        this.queueDepth = waiting;
        this.jobsInProgress = inProgress;
    }

    public void on(Router router, int order) {
        router.get("/livez").order(order).handler(ctx -> Answers.json(ctx, 200, Map.of("status", "live")));
        router.get("/readyz").order(order).handler(this::ready);
        router.get("/healthz").order(order).handler(ctx -> Answers.json(ctx, 200, report));
    }

    /** The same numbers for whoever scrapes metrics. */
    public void measure(MeterRegistry meters) {
        meters.gauge("loupe.ready", readiness, ready -> ready.reason().isEmpty() ? 1 : 0);
        meters.gauge("loupe.memory.usage.percent", this, health -> Vitals.now(disk).memoryUsagePercent());
        meters.gauge("loupe.memory.heap.bytes", this, health -> Vitals.now(disk).heap());
        meters.gauge("loupe.memory.resident.bytes", this, health -> Vitals.now(disk).rss());
        meters.gauge("loupe.memory.native.bytes", this, health -> Vitals.now(disk).nativeBytes());
        meters.gauge("loupe.disk.free.bytes", this, health -> Vitals.now(disk).diskFree());
    }

    /** The engine is open and the routes are: from now on work is welcome, and looked after. */
    public void start() {
        looking.scheduleWithFixedDelay(new RecurringTask(log, "The health report is out of date",
                () -> report = report(Vitals.now(disk))), 0, 1, TimeUnit.SECONDS);
        readiness.ready();
    }

    private void ready(RoutingContext ctx) {
        String reason = readiness.reason().orElse(reserve.leaves(0) ? null : "its disk is nearly full");
        Answers.json(ctx, reason == null ? 200 : 503,
                reason == null ? Map.of("status", "ready") : Map.of("status", "not ready", "reason", reason));
    }

    private Map<String, Object> report(Vitals vitals) {
        List<EnginePool> open = core.engines().open();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("status", readiness.reason().isEmpty() ? "ok" : "not ready: " + readiness.reason().get());
        report.put("model_loaded", !open.isEmpty());
        report.put("models", core.models().models().stream().map(Health::model).toList());
        EngineInfo engine = open.isEmpty() ? null : open.get(0).info();
        report.put("engine", engine == null ? null : engine.provider());
        report.put("device", engine == null ? null : engine.device().toString());
        report.put("precision", engine == null ? null : engine.precision().toString());
        report.put("devices", open.stream().flatMap(pool -> pool.infos().stream())
                .map(info -> info.device().toString()).distinct().toList());
        report.put("lost", open.stream().flatMap(pool -> pool.lost().stream())
                .map(lost -> lost.info().label() + ": " + lost.reason()).toList());
        report.put("why_not_better", refusals());
        report.put("memory_usage_percent", vitals.memoryUsagePercent());
        report.put("heap_bytes", vitals.heap());
        report.put("heap_max_bytes", vitals.heapMax());
        report.put("rss_bytes", vitals.rss());
        report.put("native_bytes", vitals.nativeBytes());
        report.put("vram", vram());
        report.put("disk_free_bytes", vitals.diskFree());
        report.put("queue_depth", queueDepth.getAsInt() + gate.waiting());
        report.put("in_progress", jobsInProgress.getAsInt() + gate.inProgress());
        report.put("sources", sources.get());
        report.put("folder_waits", folder.get());
        report.put("version", Version.text());
        report.put("limits", limits(core.settings().limits()));
        return report;
    }

    /** The memory of each CUDA device that something is open on. */
    private Map<String, Object> vram() {
        Map<String, Object> devices = new LinkedHashMap<>();
        for (EnginePool pool : core.engines().open()) {
            core.engines().memory(pool.info()).ifPresent(memory -> devices.put(pool.info().device().toString(),
                    Map.of("used_bytes", memory.total() - memory.free(), "total_bytes", memory.total())));
        }
        return devices;
    }

    private static Map<String, Object> model(Model model) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", model.name());
        json.put("family", model.family());
        json.put("scale", model.scale());
        return json;
    }

    private static Map<String, Object> limits(Limits limits) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("max_bytes", limits.maxBytes());
        json.put("max_pixels_in", limits.maxPixelsIn());
        json.put("max_pixels_out", limits.maxPixelsOut());
        return json;
    }

    /** What cannot run here, and why: the answer to "why is it slow". */
    private List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        for (EngineProvider provider : core.engines().providers()) {
            for (Device device : provider.devices()) {
                if (provider.probe(device) instanceof Availability.Unavailable unavailable) {
                    refusals.add(provider.name() + ":" + device + ": " + unavailable.reason());
                }
            }
        }
        return refusals;
    }

    @Override
    public void close() {
        RecurringTask.end(looking);
    }
}
