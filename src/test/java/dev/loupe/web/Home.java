package dev.loupe.web;

import dev.loupe.App;
import dev.loupe.TestHome;
import dev.loupe.codec.Codec;
import dev.loupe.core.Core;
import dev.loupe.engine.Engines;
import dev.loupe.engine.Measurements;
import dev.loupe.model.ModelCatalog;
import dev.loupe.plan.Planner;
import dev.loupe.settings.Settings;
import dev.loupe.upscale.Decode;
import dev.loupe.upscale.Encode;
import dev.loupe.upscale.Pipeline;
import dev.loupe.upscale.Prescale;
import dev.loupe.upscale.Upscale;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A whole service on a home of its own, with the project's routes and an engine that can be held. */
public final class Home implements AutoCloseable {
    public final HeldEngine engine;
    public final String url;
    private final Core core;
    private final AutoCloseable service;

    /** @param keys settings beside those that keep tests apart */
    public Home(Path folder, Map<String, String> keys) throws IOException {
        this(folder, keys, new HeldEngine());
    }

    /** @param engine may be held already, which holds the start */
    Home(Path folder, Map<String, String> keys, HeldEngine engine) throws IOException {
        this.engine = engine;
        int port = Integer.parseInt(keys.getOrDefault("loupe.http.port", Integer.toString(freePort())));
        this.url = (keys.containsKey("loupe.http.tls.keystore") ? "https" : "http") + "://127.0.0.1:" + port;
        Settings settings = settings(folder, port, keys);
        ModelCatalog models = ModelCatalog.load(settings.home().resolve("models"));
        Engines engines = new Engines(List.of(engine),
                new Measurements(settings.home().resolve("data/cache/measurements.properties")));
        Codec codec = new Codec(settings.limits(), settings.background());
        this.core = new Core(settings, models, engines, codec, new Pipeline(new Decode(codec),
                new Prescale(new Planner(settings.limits()), models), new Upscale(engines, models), new Encode(codec)));
        this.service = new App().serve(core);
    }

    static Settings settings(Path folder, int port, Map<String, String> keys) throws IOException {
        Map<String, String> all = new TreeMap<>(Map.of(
                "loupe.engine", HeldEngine.NAME,
                "loupe.folder.enabled", "false",
                "loupe.http.enabled", "true",
                "loupe.jobs.enabled", "true",
                "loupe.http.management.port", "0",
                "loupe.http.port", Integer.toString(port)));
        all.putAll(keys);
        Path home = folder.resolve("home");
        if (!Files.exists(home)) {
            new TestHome(home);
        } // otherwise it is a restart, perhaps with other settings
        Files.write(home.resolve(Settings.FILE),
                all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
        return Settings.load(home);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        engine.releaseAll();
        closeHeld();
    }

    /** Stops the service while the engine may still be held. */
    public void closeHeld() throws Exception {
        try (core) {
            service.close();
        }
    }
}
