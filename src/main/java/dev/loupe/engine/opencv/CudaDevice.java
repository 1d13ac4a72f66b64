package dev.loupe.engine.opencv;

import dev.loupe.engine.EngineProvider.Memory;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.DeviceInfo;

/**
 * A CUDA device as the driver describes it.
 *
 * @param major and {@code minor}: its compute capability
 * @param compatible whether OpenCV's natives hold code for it
 * @param bytes of its memory
 */
record CudaDevice(String name, int major, int minor, boolean compatible, long bytes) {
    /** Devices that OpenCV sees, without a single call into CUDA where its natives know nothing of it. */
    static int count() {
        return Math.max(0, opencv_core.getCudaEnabledDeviceCount());
    }

    static CudaDevice of(int index) {
        try (DeviceInfo device = new DeviceInfo(index)) {
            return new CudaDevice(Nets.text(device.name()), device.majorVersion(), device.minorVersion(),
                    device.isCompatible(), device.totalGlobalMem());
        }
    }

    /** As the driver counts it now, other processes' included. */
    static Memory memory(int index) {
        try (DeviceInfo device = new DeviceInfo(index)) {
            return new Memory(device.freeMemory(), device.totalMemory());
        }
    }

    @Override
    public String toString() {
        return "%s, compute capability %d.%d, %d MB".formatted(name, major, minor, bytes >> 20);
    }
}
