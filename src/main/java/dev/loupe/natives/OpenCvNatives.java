package dev.loupe.natives;

import dev.loupe.failure.Failed;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.global.opencv_dnn_superres;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/**
 * The OpenCV natives this process runs on: one clean set, the CUDA one or the CPU one.
 *
 * <p>With both sets on the class path and a part of CUDA absent, JavaCPP would take each library from the first set in
 * which it loads: core from the CUDA set, dnn from the CPU set. Such a mixture calls itself a CUDA build and computes
 * on the CPU. So the choice is made here, before OpenCV's first class is touched: everybody who uses OpenCV calls
 * {@link #load()} first.
 *
 * @param gpu whether the CUDA set is loaded
 * @param reason why this set, as a sentence
 * @param cuda what of CUDA the machine has
 * @param version OpenCV's, with the natives and the versions of CUDA and cuDNN that are loaded
 */
public record OpenCvNatives(boolean gpu, String reason, CudaRuntime cuda, String version) {
    /** JavaCPP's property that chooses among the sets; the empty string is the CPU set. */
    static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

    private static final String CACHE = "org.bytedeco.javacpp.cachedir";
    private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";
    private static final String GPU = "-gpu";

    /** Loaded once per process, by the class loader's own lock. */
    private static final class Once {
        static final Outcome OUTCOME = Outcome.of();
    }

    private record Outcome(OpenCvNatives natives, Throwable fault) {
        static Outcome of() {
            try {
                return new Outcome(loadNow(), null);
            } catch (Failed | LinkageError fault) {
                return new Outcome(null, fault);
            }
        }
    }

    /**
     * Keeps the unpacked libraries in a folder that should outlive the process, and lifts JavaCPP's limit on the
     * process's memory, which follows the heap's size: engines plan what they take outside of it. Comes before anything
     * else of JavaCPP is touched; what the system properties {@value #CACHE} and {@value #LIMIT} say is left alone.
     */
    public static void cacheIn(Path folder) {
        if (System.getProperty(CACHE) == null) {
            System.setProperty(CACHE, folder.toString());
        }
        if (System.getProperty(LIMIT) == null) {
            System.setProperty(LIMIT, "0");
        }
    }

    /**
     * Loads OpenCV's core, imgproc, imgcodecs, dnn and dnn_superres; from the second call on, only tells what is
     * loaded. Safe for several threads.
     *
     * @throws Failed if there are no natives for this machine, or a mixture could not be avoided
     */
    public static OpenCvNatives load() {
        Outcome outcome = Once.OUTCOME;
        if (outcome.fault() instanceof Failed failed) {
            throw new Failed(failed.getMessage(), failed);
        }
        if (outcome.fault() != null) {
            String platform = Loader.getPlatform();
            throw new Failed("OpenCV's natives for " + platform + " do not load: " + outcome.fault().getMessage()
                    + ". Build with -Djavacpp.platform=" + platform + ".", outcome.fault());
        }
        return outcome.natives();
    }

    private static OpenCvNatives loadNow() {
        refuseEarlierUse();
        limitNothing();
        boolean linux = Loader.getPlatform().startsWith("linux");
        CudaRuntime cuda = linux ? probeCuda() : new CudaRuntime(CudaRuntime.LIBRARIES, false);
        boolean gpu = cuda.complete() && hasGpuSet() && !"".equals(System.getProperty(EXTENSION));
        String reason = reason(gpu, linux, cuda);
        System.setProperty(EXTENSION, gpu ? GPU : "");
        Loader.loadProperties(true);
        loadLibraries();
        LoadedLibraries loaded = LoadedLibraries.now();
        refuseMixture(loaded.openCvFolders(), gpu);
        return new OpenCvNatives(gpu, reason, cuda, version(gpu, loaded, reason));
    }

    private static CudaRuntime probeCuda() {
        Loader.load(Loader.class);
        return CudaRuntime.probe();
    }

    /** JavaCPP would throw at four times the Java heap; what an engine takes is planned by loupe.memory instead. */
    private static void limitNothing() {
        for (String limit : List.of("org.bytedeco.javacpp.maxPhysicalBytes", "org.bytedeco.javacpp.maxBytes")) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, "0");
            }
        }
    }

    private static void refuseEarlierUse() {
        if (Loader.getLoadedLibraries().keySet().stream().anyMatch(name -> name.contains("opencv_"))) {
            throw new Failed("OpenCV was used before its natives were chosen: OpenCvNatives.load() comes first.");
        }
    }

    private static boolean hasGpuSet() {
        String folder = "/org/bytedeco/opencv/" + Loader.getPlatform() + GPU + "/";
        return OpenCvNatives.class.getResource(folder + System.mapLibraryName("jniopencv_core")) != null;
    }

    private static String reason(boolean gpu, boolean linux, CudaRuntime cuda) {
        if (gpu) {
            return "CUDA natives, because CUDA, cuDNN and a device are there";
        }
        if (!linux) {
            return "CPU natives, because CUDA is used on Linux only";
        }
        if (!cuda.complete()) {
            return "CPU natives, because " + cuda.shortcoming();
        }
        return hasGpuSet()
                ? "CPU natives, because the system property " + EXTENSION + " is empty"
                : "CPU natives, because the CUDA natives (opencv-platform-gpu) are not on the class path";
    }

    private static void loadLibraries() {
        Loader.load(opencv_core.class);
        Loader.load(opencv_imgproc.class);
        Loader.load(opencv_imgcodecs.class);
        Loader.load(opencv_dnn.class);
        Loader.load(opencv_dnn_superres.class);
    }

    static void refuseMixture(List<Path> folders, boolean gpu) {
        boolean clean = folders.stream().allMatch(folder -> folder.toString().endsWith(GPU) == gpu);
        if (!clean || folders.size() > 1) {
            String mixture = folders.stream().map(Path::toString).collect(Collectors.joining(" and "));
            throw new Failed("OpenCV's natives are a mixture of " + mixture + ". Start Java with -D" + EXTENSION
                    + "= to use the CPU natives.");
        }
    }

    private static String version(boolean gpu, LoadedLibraries loaded, String reason) {
        // JavaCPP hands over the string's terminating zero, too.
        String openCv = "OpenCV " + opencv_core.getVersionString().getString().replace("\0", "");
        if (!gpu) {
            return openCv + ", " + reason;
        }
        return openCv + ", " + Loader.getPlatform() + GPU + " natives, CUDA " + loaded.version("libcudart").orElse("13")
                + ", cuDNN " + loaded.version("libcudnn").orElse("9")
                + ", driver " + loaded.version("libcuda").orElse("unknown");
    }
}
