package dev.loupe.engine.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Engine;
import dev.loupe.failure.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages are OpenCV's own, its build machine's path included. */
class OpenCvErrorsTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "OpenCV(4.13.0) /home/b/modules/core/src/alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate"
                + " 26843545600 bytes in function 'OutOfMemoryError'\n",
        "OpenCV(4.13.0) /home/b/modules/core/src/cuda/gpu_mat.cu:121: error: (-217:Gpu API call) out of memory in"
                + " function 'allocate'\n",
        "OpenCV(4.13.0) /home/b/modules/dnn/src/cuda4dnn/csl/cudnn.cpp:9: error: (-217:Gpu API call)"
                + " CUDNN_STATUS_ALLOC_FAILED in function 'x'",
        "OpenCV(4.13.0) /home/b/x.cpp:9: error: (-217:Gpu API call) CUBLAS_STATUS_ALLOC_FAILED in function 'x'",
        "OpenCV(4.13.0) /home/b/x.cpp:9: error: (-217:Gpu API call)"
                + " CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED in 'x'"
    })
    void tellsExhaustedMemory(String message) {
        assertThat(OpenCvErrors.translate(new RuntimeException(message), "Doing"))
                .isInstanceOf(Engine.OutOfMemory.class).hasMessageStartingWith("Doing: (-")
                .hasMessageNotContaining("/home/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "OpenCV(4.13.0) /home/b/x.cpp:9: error: (-217:Gpu API call) an illegal memory access was encountered in"
                + " function 'x'",
        "OpenCV(4.13.0) /home/b/x.cpp:9: error: (-215:Assertion failed) inputs.size() in function 'forward'",
        "no code at all"
    })
    void takesEverythingElseForAFailure(String message) {
        assertThat(OpenCvErrors.translate(new RuntimeException(message), "Doing")).isInstanceOf(Failed.class);
    }

    @Test
    void survivesAnExceptionWithoutMessage() {
        assertThat(OpenCvErrors.translate(new RuntimeException(), "Doing")).isInstanceOf(Failed.class);
    }
}
