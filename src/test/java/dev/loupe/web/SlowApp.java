package dev.loupe.web;

import dev.loupe.App;
import dev.loupe.cli.Cli;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Measurements;
import dev.loupe.settings.Settings;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The application with an engine that takes at least a second for a picture. */
final class SlowApp extends App {
    private static final long STEP_MILLIS = 100;

    public static void main(String[] arguments) {
        System.exit(new Cli(new SlowApp()).execute(arguments));
    }

    @Override
    public List<EngineProvider> providers(Settings settings, Measurements measurements) {
        HeldEngine engine = new HeldEngine();
        engine.hold();
        Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "pace");
            thread.setDaemon(true);
            return thread;
        }).scheduleAtFixedRate(() -> engine.tick(), 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
        return List.of(engine);
    }
}
