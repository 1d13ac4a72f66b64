package dev.loupe.engine.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loupe.engine.Device;
import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.engine.FarSight;
import dev.loupe.engine.Networks;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.TestRasters;
import dev.loupe.failure.Failed;
import dev.loupe.model.Model;
import dev.loupe.model.Shared;
import dev.loupe.natives.OpenCvNatives;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
    private static final OpenCvProvider PROVIDER = OpenCvEngineTest.PROVIDER;

    private static final long LEAK = 60 << 20;

    @TempDir
    Path folder;

    @Test
    void tellsWhereTheLayersRan() {
        Model model = FarSight.in(folder);
        try (Session session = new Session(model, Target.CPU, NetOwner.CALLER)) {
            session.enlarge(List.of(tile()), 1);
            assertThat(session.strays(Target.CPU)).isEmpty();
            assertThat(session.strays(Target.CUDA_FP16)).isNotEmpty();
        }
    }

    @Test
    void neverTakesTheProcessorForCuda() {
        assumeFalse(OpenCvNatives.load().gpu(), "skipped: CUDA is here");
        Model model = FarSight.in(folder);
        try (Session session = new Session(model, Target.CUDA_FP16, NetOwner.CALLER)) {
            assertThatThrownBy(() -> session.enlarge(List.of(tile()), 1)).isInstanceOf(Failed.class)
                    .hasMessageContaining("CUDA");
        }
    }

    private static Raster tile() {
        return TestRasters.flat(new Size(32, 32), Layout.BGR, Depth.U8, 7);
    }

    /** Constructing a DnnSuperResImpl replaces dnn's DepthToSpace: ONNX files read afterwards used to give garbage. */
    @Test
    void readsOnnxTheSameBeforeAndAfterATensorFlowFile() throws Exception {
        Model onnx = Networks.of(Shared.file("data/models/EDSR-8-x2_in01.onnx"), Model.Architecture.GENERIC, 2,
                new Model.Input(Model.Channels.RGB, List.of(0.0, 0.0, 0.0), 1));
        Raster picture = TestRasters.noise(new Size(20, 20), Layout.BGR, Depth.U8);
        Raster before = enlarged(onnx, picture);
        enlarged(FarSight.in(folder), picture);
        assertThat(TestRasters.difference(enlarged(onnx, picture), before)).isZero();
    }

    private static Raster enlarged(Model model, Raster picture) throws Unsupported {
        try (Engine engine = PROVIDER.open(model, Device.CPU, Optional.empty())) {
            return engine.upscale(List.of(picture), Progress.NONE).raster();
        }
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.onnx"), "not a network");
        Model model = new Model("broken", "broken", Model.Architecture.GENERIC, 2, broken, "",
                new Model.Input(Model.Channels.BGR, List.of(0.0, 0.0, 0.0), 255), 3, "", "", Map.of());
        assertThatThrownBy(() -> PROVIDER.open(model, Device.CPU, Optional.empty()))
                .isInstanceOf(Unsupported.class).hasMessageContaining("broken.onnx");
    }

    @Test
    void refusesAModelThatDoesNotDescribeItsNetwork() {
        Model honest = FarSight.in(folder);
        Model model = new Model("liar", "liar", honest.architecture(), 3, honest.file(), "", honest.input(), 7, "", "",
                Map.of());
        assertThatThrownBy(() -> enlarged(model, TestRasters.noise(new Size(8, 8), Layout.BGR, Depth.U8)))
                .hasMessageContaining("liar").hasMessageContaining("24x24");
    }

    @Test
    void computesInNothingButFloatsOnTheProcessor() {
        assertThatThrownBy(() -> PROVIDER.open(FarSight.in(folder), Device.CPU, Optional.of(Precision.FP16)))
                .isInstanceOf(Unsupported.class).hasMessageContaining("fp16");
    }

    /**
     * Each call makes blobs of 250 KB, so every 500 calls would leave 125 MB if they stayed. The Java heap grows too,
     * but not for ever: one round of several has to leave next to nothing.
     */
    @Test
    void leavesNoNativeMemoryBehind() throws Exception {
        assumeTrue(Pointer.physicalBytes() > 0, "skipped: this system does not tell its memory");
        Raster tile = TestRasters.noise(new Size(64, 64), Layout.BGR, Depth.U8);
        try (Engine engine = PROVIDER.open(FarSight.in(folder), Device.CPU, Optional.empty())) {
            call(engine, tile, 100);
            long pointers = Pointer.totalCount();
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 8 && least >= LEAK; round++) {
                long before = Pointer.physicalBytes();
                call(engine, tile, 500);
                least = Math.min(least, Pointer.physicalBytes() - before);
            }
            assertThat(least).isLessThan(LEAK);
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
        }
    }

    private static void call(Engine engine, Raster tile, int times) {
        for (int i = 0; i < times; i++) {
            engine.upscale(List.of(tile), Progress.NONE);
        }
    }
}
