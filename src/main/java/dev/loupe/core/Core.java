package dev.loupe.core;

import dev.loupe.codec.Codec;
import dev.loupe.codec.ImageFormat;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Engines;
import dev.loupe.failure.Rejected;
import dev.loupe.model.ModelCatalog;
import dev.loupe.raster.Channels;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import dev.loupe.settings.Settings;
import dev.loupe.upscale.Options;
import dev.loupe.upscale.Pipeline;
import dev.loupe.upscale.Upscale;

/** All that is needed to enlarge a picture, put together by the application; closing it closes the engines. */
public record Core(Settings settings, ModelCatalog models, Engines engines, Codec codec, Pipeline pipeline)
        implements AutoCloseable {

    /**
     * Opens the default model's engine and runs it and the codecs once, so that the first picture does not wait for
     * them.
     *
     * @throws Rejected if the engine that is configured by name cannot be had
     */
    public EngineInfo warmUp() {
        Options options = settings.options();
        Raster dot = Channels.uniform(new Size(1, 1), Depth.U8, 0);
        codec.decode(codec.encode(dot, ImageFormat.JPEG, options.quality()).bytes(), "warm-up");
        return engines.warmUp(Upscale.usual(models, options), options.engine(), options.precision());
    }

    @Override
    public void close() {
        engines.close();
    }
}
