package dev.loupe.cli;

import dev.loupe.core.Core;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.model.Model;
import dev.loupe.raster.Raster;
import dev.loupe.settings.Settings;
import java.util.List;

/** What the commands need the application to put together for them. */
public interface Program {
    /** The steps, the models and the engines. The caller closes it. */
    Core open(Settings settings);

    /** What was measured on this machine, under the home. */
    Measurements measurements(Settings settings);

    /** The libraries that run networks, best first. */
    List<EngineProvider> providers(Settings settings, Measurements measurements);

    /** Starts the service; closing it stops it gracefully. */
    AutoCloseable serve(Core core);

    /**
     * The plain call of the library that engines are measured against. The caller closes it.
     *
     * @throws Unsupported if it cannot read the model's file
     */
    Reference reference(Model model) throws Unsupported;

    /** Enlarges a whole 8-bit {@code BGR} picture in one call. Not thread-safe. */
    interface Reference extends AutoCloseable {
        Raster upsample(Raster picture);

        @Override
        void close();
    }
}
