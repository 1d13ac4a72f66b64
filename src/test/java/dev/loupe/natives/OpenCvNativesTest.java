package dev.loupe.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.loupe.failure.Failed;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenCvNativesTest {
    @Test
    void loadsOneCleanSet() {
        OpenCvNatives natives = OpenCvNatives.load();
        List<Path> folders = LoadedLibraries.now().openCvFolders();
        assertThat(folders).hasSize(1);
        assertThat(folders.get(0).toString().endsWith("-gpu")).isEqualTo(natives.gpu());
        assertThat(natives.gpu()).isEqualTo(natives.cuda().complete());
    }

    @Test
    void namesWhatCudaLacks() {
        OpenCvNatives natives = OpenCvNatives.load();
        assumeFalse(natives.gpu(), "skipped: CUDA is here");
        assertThat(natives.version()).startsWith("OpenCV 4.").contains("CPU natives").doesNotContain("\0");
        natives.cuda().missing().forEach(library -> assertThat(natives.version()).contains(library));
    }

    @Test
    void loadsOnce() {
        assertThat(OpenCvNatives.load()).isSameAs(OpenCvNatives.load());
    }

    /** What was seen with CUDA's runtime but without cuDNN: core from one set, dnn from the other. */
    @Test
    void refusesAMixture() {
        Path cpu = Path.of("/cache/opencv-linux-x86_64.jar/linux-x86_64");
        Path gpu = Path.of("/cache/opencv-linux-x86_64-gpu.jar/linux-x86_64-gpu");
        assertThatThrownBy(() -> OpenCvNatives.refuseMixture(List.of(gpu, cpu), true))
                .isInstanceOf(Failed.class).hasMessageContaining("mixture").hasMessageContaining(cpu.toString());
        assertThatThrownBy(() -> OpenCvNatives.refuseMixture(List.of(gpu), false)).isInstanceOf(Failed.class);
        assertThatCode(() -> OpenCvNatives.refuseMixture(List.of(gpu), true)).doesNotThrowAnyException();
        assertThatCode(() -> OpenCvNatives.refuseMixture(List.of(cpu), false)).doesNotThrowAnyException();
    }

    @Test
    void looksForEachLibraryWhereTheLinkerAndNvidiaPutThem() {
        assertThat(CudaRuntime.probe(library -> false).missing())
                .containsExactly("libcuda.so.1", "libcudart.so.13", "libcublas.so.13", "libcudnn.so.9");
        assertThat(CudaRuntime.probe(library -> !library.endsWith("libcudnn.so.9")).shortcoming())
                .isEqualTo("libcudnn.so.9 is missing");
        assertThat(CudaRuntime.probe("/usr/local/cuda/lib64/libcudart.so.13"::equals).missing())
                .doesNotContain("libcudart.so.13").hasSize(3);
        assertThat(new CudaRuntime(List.of(), false).shortcoming()).contains("no device");
    }

    @Test
    void readsVersionsOffTheLoadedFiles() {
        LoadedLibraries loaded = new LoadedLibraries(List.of(
                Path.of("/usr/lib/libcudart.so.13.0.96"), Path.of("/usr/lib/libcudnn.so.9.14.0"),
                Path.of("/x/libopencv_core.so.413"),
                Path.of("/x/libjniopencv_core.so"), Path.of("/x/libopenblas.so.0")));
        assertThat(loaded.version("libcudart")).contains("13.0.96");
        assertThat(loaded.version("libcuda")).isEmpty();
        assertThat(loaded.openCvFolders()).containsExactly(Path.of("/x"));
    }
}
