package dev.loupe.engine.opencv;

import dev.loupe.engine.Engine;
import dev.loupe.failure.Failed;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What OpenCV's exceptions mean. JavaCPP makes them {@link RuntimeException}s whose message is all there is. */
final class OpenCvErrors {
    /** Codes of {@code cv::Error}: StsNoMem, and GpuApiCallError, which is also every other mishap of a GPU. */
    private static final Pattern CODE = Pattern.compile("error: \\((-?\\d+):");

    private static final String NO_MEMORY = "-4";

    /** How CUDA, cuBLAS and cuDNN say that memory is exhausted. */
    private static final Pattern EXHAUSTED = Pattern.compile(
            "out of memory|_ALLOC(ATION)?_FAILED|Failed to allocate|bad_alloc|Insufficient memory",
            Pattern.CASE_INSENSITIVE);

    private OpenCvErrors() {}

    static RuntimeException translate(RuntimeException thrown, String doing) {
        String message = String.valueOf(thrown.getMessage());
        Matcher code = CODE.matcher(message);
        boolean exhausted = code.find() && code.group(1).equals(NO_MEMORY) || EXHAUSTED.matcher(message).find();
        String text = doing + ": " + summary(message);
        return exhausted ? new Engine.OutOfMemory(text, thrown) : new Failed(text, thrown);
    }

    /** The sentence in the message, without the build machine's path to the source file. */
    static String summary(String message) {
        int error = message.indexOf("error: ");
        return (error < 0 ? message : message.substring(error + "error: ".length())).strip().replaceAll("\\s+", " ");
    }
}
