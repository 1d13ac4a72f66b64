package dev.loupe.engine.onednn;

import dev.loupe.engine.Availability;
import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineContract;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.Measurements;
import dev.loupe.engine.Networks;
import dev.loupe.engine.Precision;
import dev.loupe.model.Model;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Model.Channels;
import dev.loupe.model.Shared;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract in every precision this machine has, and for every kind of network that oneDNN runs. */
class OneDnnContractTest {
    @TempDir
    static Path folder;

    static OneDnnProvider provider() {
        return new OneDnnProvider(new Measurements(folder.resolve("measurements.properties")), folder, 2L << 30, 2);
    }

    /** Opens in one precision where none is named. */
    private record Fixed(OneDnnProvider provider, Precision precision) implements EngineProvider {
        @Override
        public String name() {
            return provider.name();
        }

        @Override
        public List<Device> devices() {
            return provider.devices();
        }

        @Override
        public Availability probe(Device device) {
            return provider.probe(device);
        }

        @Override
        public Engine open(Model model, Device device, Optional<Precision> wanted) throws Unsupported {
            return provider.open(model, device, wanted.or(() -> Optional.of(precision)));
        }
    }

    abstract static class Contract extends EngineContract {
        @Override
        protected EngineProvider provider() {
            try {
                Library.load().features().require(precision());
            } catch (EngineProvider.Unsupported missing) {
                Assumptions.abort(missing.getMessage());
            }
            return new Fixed(OneDnnContractTest.provider(), precision());
        }

        abstract Precision precision();

        @Override
        protected Model model() {
            return Networks.light(3);
        }

        @Override
        protected int everyTile() {
            return 7;
        }

        @Override
        protected Precision unsupported() {
            return Precision.FP16;
        }
    }

    @Nested
    class F32 extends Contract {
        @Override
        Precision precision() {
            return Precision.F32;
        }
    }

    @Nested
    class Bf16 extends Contract {
        @Override
        Precision precision() {
            return Precision.BF16;
        }
    }

    @Nested
    class Int8 extends Contract {
        @Override
        Precision precision() {
            return Precision.INT8;
        }
    }

    /** OpenCV's layout of an EDSR: the mean outside, the residual scale a multiplication, TensorFlow's pixel order. */
    @Nested
    class TensorFlowEdsr extends Contract {
        @Override
        Precision precision() {
            return Precision.F32;
        }

        @Override
        protected Model model() {
            return Networks.edsr(Shared.file("data/models/edsr-structure-b4f16-quantised_x3.pb"), 3);
        }

        @Override
        protected int flatness() {
            return 255;
        }
    }

    /** Its pixel shuffle is followed by a convolution. */
    @Nested
    class ConvolutionAfterShuffle extends Contract {
        @Override
        Precision precision() {
            return Library.load().features().bf16() ? Precision.BF16 : Precision.F32;
        }

        @Override
        protected Model model() {
            return Networks.of(Shared.file("data/models/EDSR-8-x2_in01.onnx"), Architecture.GENERIC, 2,
                    new Model.Input(Channels.RGB, List.of(0.0, 0.0, 0.0), 1));
        }
    }
}
