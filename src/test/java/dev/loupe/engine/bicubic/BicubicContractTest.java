package dev.loupe.engine.bicubic;

import dev.loupe.engine.EngineContract;
import dev.loupe.engine.EngineProvider;
import dev.loupe.model.Model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class BicubicContractTest extends EngineContract {
    @Override
    protected EngineProvider provider() {
        return new BicubicProvider();
    }

    @Override
    protected Model model() {
        return new Model("any", "any", Model.Architecture.GENERIC, 3, Path.of("none"), "",
                new Model.Input(Model.Channels.BGR, List.of(0.0, 0.0, 0.0), 255), 0, "", "", Map.of());
    }

    @Override
    protected Model farSighted(Path folder) {
        return model();
    }

    @Override
    protected int flatness() {
        return 0;
    }
}
