package dev.loupe;

import dev.loupe.cli.Cli;
import dev.loupe.engine.Availability;
import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.engine.bicubic.BicubicProvider;
import dev.loupe.model.Model;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import dev.loupe.settings.Settings;
import java.util.List;
import java.util.Optional;

/** The application with an engine that ends the whole process when it sees a picture of 13x13 pixels. */
class HaltingApp extends App {
    static final int EXIT = 137;
    static final Size POISON = new Size(13, 13);

    public static void main(String[] arguments) {
        System.exit(new Cli(new HaltingApp()).execute(arguments));
    }

    @Override
    public List<EngineProvider> providers(Settings settings, Measurements measurements) {
        return List.of(new HaltingProvider());
    }

    private static final class HaltingProvider implements EngineProvider {
        private final EngineProvider bicubic = new BicubicProvider();

        @Override
        public String name() {
            return "halting";
        }

        @Override
        public List<Device> devices() {
            return bicubic.devices();
        }

        @Override
        public Availability probe(Device device) {
            return bicubic.probe(device);
        }

        @Override
        public Engine open(Model model, Device device, Optional<Precision> precision) throws Unsupported {
            return new HaltingEngine(bicubic.open(model, device, precision));
        }
    }

    private record HaltingEngine(Engine bicubic) implements Engine {
        @Override
        public EngineInfo info() {
            return bicubic.info();
        }

        @Override
        public Tiling tiling(Size picture) {
            return bicubic.tiling(picture);
        }

        @Override
        public Upscaled upscale(List<Raster> tiles, Progress progress) {
            if (tiles.get(0).size().equals(POISON)) {
                Runtime.getRuntime().halt(EXIT);
            }
            return bicubic.upscale(tiles, progress);
        }

        @Override
        public void close() {
            bicubic.close();
        }
    }
}
