package dev.loupe.core;

import dev.loupe.codec.Codec;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Engines;
import dev.loupe.failure.Rejected;
import dev.loupe.model.ModelCatalog;
import dev.loupe.settings.Settings;
import dev.loupe.upscale.Options;
import dev.loupe.upscale.Pipeline;
import dev.loupe.upscale.Upscale;

/** All that is needed to enlarge a picture, put together by the application; closing it closes the engines. */
public record Core(Settings settings, ModelCatalog models, Engines engines, Codec codec, Pipeline pipeline)
        implements AutoCloseable {

    /**
     * Opens the default model's engine and runs it once, so that the first picture does not wait for it.
     *
     * @throws Rejected if the engine that is configured by name cannot be had
     */
    public EngineInfo warmUp() {
        Options options = settings.options();
        return engines.warmUp(Upscale.usual(models, options), options.engine(), options.precision());
    }

    @Override
    public void close() {
        engines.close();
    }
}
