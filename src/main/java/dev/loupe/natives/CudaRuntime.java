package dev.loupe.natives;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bytedeco.javacpp.Loader;

/**
 * What of NVIDIA's software and hardware this machine has, found without touching OpenCV.
 *
 * @param missing libraries that OpenCV's CUDA natives need and the dynamic linker cannot load, by the names it looks
 *     for
 * @param device whether the driver shows a device
 */
public record CudaRuntime(List<String> missing, boolean device) {
    /** The driver, and what {@code libopencv_core} and {@code libopencv_dnn} of the {@code -gpu} natives need. */
    static final List<String> LIBRARIES =
            List.of("libcuda.so.1", "libcudart.so.13", "libcublas.so.13", "libcudnn.so.9");

    /** The linker's own search path, then where NVIDIA's installers put what they do not register with it. */
    private static final List<String> FOLDERS =
            List.of("", "/usr/local/cuda/lib64/", "/usr/local/cuda-13/lib64/", "/usr/local/nvidia/lib64/");

    private static final List<Path> DEVICES =
            List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/nvidia0"), Path.of("/dev/dxg"));

    public CudaRuntime {
        missing = List.copyOf(missing);
    }

    static CudaRuntime probe() {
        return probe(CudaRuntime::loads);
    }

    static CudaRuntime probe(Predicate<String> loads) {
        List<String> missing = new ArrayList<>();
        for (String library : LIBRARIES) {
            if (FOLDERS.stream().noneMatch(folder -> loads.test(folder + library))) {
                missing.add(library);
            }
        }
        return new CudaRuntime(missing, DEVICES.stream().anyMatch(Files::exists));
    }

    /** Whether everything is there that the CUDA natives need to load and to run. */
    boolean complete() {
        return missing.isEmpty() && device;
    }

    /** Why the CUDA natives cannot be used, as the end of a sentence. */
    String shortcoming() {
        if (!missing.isEmpty()) {
            return String.join(", ", missing) + (missing.size() == 1 ? " is missing" : " are missing");
        }
        return "the NVIDIA driver shows no device";
    }

    /** Asks the dynamic linker itself; a library it has loaded is found by name when OpenCV asks for it later. */
    private static boolean loads(String library) {
        try {
            Loader.loadGlobal(library);
            return true;
        } catch (UnsatisfiedLinkError absent) {
            return false;
        }
    }
}
