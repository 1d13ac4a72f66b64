package dev.loupe.engine.opencv;

import dev.loupe.engine.Measurements;
import dev.loupe.engine.Device;
import dev.loupe.engine.EngineContract;
import dev.loupe.engine.EngineProvider;
import dev.loupe.engine.FarSight;
import dev.loupe.engine.Networks;
import dev.loupe.model.Model;
import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Shared;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract, for every kind of file and network that OpenCV runs. */
class OpenCvEngineTest {
    static final OpenCvProvider PROVIDER = new OpenCvProvider(
            new OpenCvProvider.Settings(2L << 30, 2, 0.5), new Measurements(Path.of("target/measurements.properties")));

    @TempDir
    static Path folder;

    abstract static class Contract extends EngineContract {
        @Override
        protected EngineProvider provider() {
            return PROVIDER;
        }
    }

    abstract static class Light extends Contract {
        private final int scale;

        Light(int scale) {
            this.scale = scale;
        }

        @Override
        protected Model model() {
            return Networks.light(scale);
        }

        @Override
        protected String golden() {
            return "edsr-light-x" + scale;
        }

        @Override
        protected int everyTile() {
            return 9;
        }
    }

    @Nested
    class LightX2 extends Light {
        LightX2() {
            super(2);
        }
    }

    @Nested
    class LightX3 extends Light {
        LightX3() {
            super(3);
        }
    }

    @Nested
    class LightX4 extends Light {
        LightX4() {
            super(4);
        }
    }

    /** The layout of OpenCV's own files, depth first, the mean outside. */
    @Nested
    class TensorFlow extends Contract {
        @Override
        protected Model model() {
            return FarSight.in(folder);
        }
    }

    abstract static class Random extends Contract {
        private final String name;

        Random(String name) {
            this.name = name;
        }

        @Override
        protected Model model() {
            return Networks.edsr(Shared.file("data/models/" + name + ".pb"), 3);
        }

        @Override
        protected String golden() {
            return name;
        }

        @Override
        protected boolean isTrained() {
            return false;
        }
    }

    @Nested
    class RandomEdsr extends Random {
        RandomEdsr() {
            super("edsr-structure-b4f16_x3");
        }
    }

    @Nested
    class QuantisedEdsr extends Random {
        QuantisedEdsr() {
            super("edsr-structure-b4f16-quantised_x3");
        }
    }

    abstract static class Luma extends Contract {
        private final String file;
        private final Architecture architecture;
        private final int scale;

        Luma(String file, Architecture architecture, int scale) {
            this.file = file;
            this.architecture = architecture;
            this.scale = scale;
        }

        @Override
        protected Model model() {
            return Networks.luma(Shared.file("data/models/" + file), architecture, scale);
        }

        /** 8-bit pictures are rounded to whole steps of Y, Cr and Cb before and after, as OpenCV does. */
        @Override
        protected int roundingOfEightBits() {
            return 3 * 257;
        }
    }

    @Nested
    class Fsrcnn extends Luma {
        Fsrcnn() {
            super("Saafke_FSRCNN_Tensorflow/FSRCNN_x3.pb", Architecture.FSRCNN, 3);
        }

        @Override
        protected String golden() {
            return "FSRCNN_x3";
        }
    }

    @Nested
    class Espcn extends Luma {
        Espcn() {
            super("fannymonori_TF-ESPCN/ESPCN_x3.pb", Architecture.ESPCN, 3);
        }
    }

    @Nested
    class LapSrn extends Luma {
        LapSrn() {
            super("fannymonori_TF-LapSRN/LapSRN_x2.pb", Architecture.LAPSRN, 2);
        }

        @Override
        protected int everyTile() {
            return 5;
        }
    }

    /** Its pixel shuffle is followed by a convolution, so OpenCV runs all of it, with the pixel shuffle of ONNX. */
    @Nested
    class ConvolutionBehindTheShuffle extends Contract {
        @Override
        protected Model model() {
            return Networks.of(Shared.file("data/models/EDSR-8-x2_in01.onnx"), Architecture.GENERIC, 2,
                    new Model.Input(Model.Channels.RGB, List.of(0.0, 0.0, 0.0), 1));
        }

        @Override
        protected int everyTile() {
            return 7;
        }
    }

    /** FP16 is coarser: half a step of 8 bits more than F32. */
    @Nested
    class Cuda extends Light {
        Cuda() {
            super(3);
        }

        @Override
        protected Device device() {
            return Device.cuda(0);
        }

        @Override
        protected int finesse() {
            return 257;
        }
    }
}
