package dev.loupe;

import dev.loupe.cli.Cli;
import dev.loupe.cli.Program;
import dev.loupe.codec.Codec;
import dev.loupe.core.Core;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.engine.Engines;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.bicubic.BicubicProvider;
import dev.loupe.engine.onednn.OneDnnProvider;
import dev.loupe.engine.opencv.OpenCvProvider;
import dev.loupe.engine.opencv.ReferenceUpsampler;
import dev.loupe.model.Model;
import dev.loupe.model.ModelCatalog;
import dev.loupe.natives.OpenCvNatives;
import dev.loupe.plan.Planner;
import dev.loupe.raster.Raster;
import dev.loupe.settings.Settings;
import dev.loupe.upscale.Decode;
import dev.loupe.upscale.Encode;
import dev.loupe.upscale.Pipeline;
import dev.loupe.upscale.Prescale;
import dev.loupe.upscale.Upscale;
import java.nio.file.Path;
import java.util.List;

/** The composition root: everything is made here, in reading order, and handed down. */
public class App implements Program {
    /** Under the home: what can be made again. */
    private static final String CACHE = "data/cache";

    public static void main(String[] arguments) {
        System.exit(new Cli(new App()).execute(arguments));
    }

    @Override
    public Core open(Settings settings) {
        ModelCatalog models = ModelCatalog.load(settings.home().resolve("models"));
        Measurements measurements = measurements(settings);
        Engines engines = new Engines(providers(settings, measurements), measurements);
        Codec codec = new Codec(settings.limits(), settings.background());
        Pipeline pipeline = new Pipeline(
                new Decode(codec),
                new Prescale(new Planner(settings.limits()), models),
                new Upscale(engines, models),
                new Encode(codec));
        return new Core(settings, models, engines, codec, pipeline);
    }

    @Override
    public Measurements measurements(Settings settings) {
        return new Measurements(settings.home().resolve(CACHE).resolve("measurements.properties"));
    }

    @Override
    public List<EngineProvider> providers(Settings settings, Measurements measurements) {
        Path cache = settings.home().resolve(CACHE);
        OpenCvNatives.cacheIn(cache.resolve("javacpp"));
        long memory = settings.engine().memory();
        int threads = settings.engine().threads();
        return List.of(
                new OneDnnProvider(measurements, cache.resolve("onednn"), memory, threads),
                new OpenCvProvider(
                        new OpenCvProvider.Settings(memory, threads, settings.engine().gpuMemoryShare()), measurements),
                new BicubicProvider());
    }

    @Override
    public AutoCloseable serve(Core core) {
        return new Service(core);
    }

    @Override
    public Reference reference(Model model) throws Unsupported {
        ReferenceUpsampler reference = new ReferenceUpsampler(model);
        return new Reference() {
            @Override
            public Raster upsample(Raster picture) {
                return reference.upsample(picture);
            }

            @Override
            public void close() {
                reference.close();
            }
        };
    }
}
