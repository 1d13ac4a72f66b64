package dev.loupe.engine.opencv;

import dev.loupe.engine.Device;
import dev.loupe.engine.EngineProvider.Unsupported;
import dev.loupe.engine.Precision;
import java.util.Optional;
import org.bytedeco.opencv.global.opencv_dnn;

/** Where and in which numbers OpenCV is asked to compute. */
enum Target {
    CPU(opencv_dnn.DNN_BACKEND_OPENCV, opencv_dnn.DNN_TARGET_CPU, Precision.F32),
    CUDA(opencv_dnn.DNN_BACKEND_CUDA, opencv_dnn.DNN_TARGET_CUDA, Precision.F32),
    CUDA_FP16(opencv_dnn.DNN_BACKEND_CUDA, opencv_dnn.DNN_TARGET_CUDA_FP16, Precision.FP16);

    final int backend;
    final int id;
    final Precision precision;

    Target(int backend, int id, Precision precision) {
        this.backend = backend;
        this.id = id;
        this.precision = precision;
    }

    /** FP16 on CUDA unless another precision is named. */
    static Target of(Device device, Optional<Precision> wanted) throws Unsupported {
        boolean cuda = device.kind() == Device.Kind.CUDA;
        Precision precision = wanted.orElse(cuda ? Precision.FP16 : Precision.F32);
        if (precision == Precision.F32) {
            return cuda ? CUDA : CPU;
        }
        if (cuda && precision == Precision.FP16) {
            return CUDA_FP16;
        }
        String known = cuda ? "fp16 and f32" : "f32";
        throw new Unsupported("opencv:" + device + " computes in " + known + ", not in " + precision);
    }

    boolean isCuda() {
        return this != CPU;
    }

    int bytesPerNumber() {
        return precision == Precision.FP16 ? 2 : 4;
    }
}
