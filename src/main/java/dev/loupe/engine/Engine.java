package dev.loupe.engine;

import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Failed;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.List;

/** A network loaded on one device. Not thread-safe: {@link EnginePool} lends it to one caller at a time. */
public interface Engine extends AutoCloseable {
    EngineInfo info();

    /** How this engine wants a picture of that size cut, within the memory it may use. */
    Tiling tiling(Size picture);

    /** Bytes of its device's memory that it keeps between pictures, weights included. */
    default long kept() {
        return 0;
    }

    /** Bytes of its device's memory that it takes at most for a picture of that size, weights included. */
    default long needed(Size picture) {
        return 0;
    }

    /**
     * Enlarges tiles.
     *
     * @param tiles one or more rasters of equal size, layout ({@code GRAY} or {@code BGR}) and depth
     * @return as many new rasters of the same layout and depth, {@link EngineInfo#scale()} times as wide and high,
     *     with what they were computed in
     * @throws Cancelled thrown by {@code progress}; the engine stays usable
     * @throws OutOfMemory if the device has no room for tiles of this size; the engine stays usable for smaller ones
     * @throws Failed if the device or the library fails
     */
    Upscaled upscale(List<Raster> tiles, Progress progress);

    /** Frees everything native; calling it again does nothing. */
    @Override
    void close();

    /** The device's memory does not hold a tile: a smaller one may pass. */
    final class OutOfMemory extends RuntimeException {
        public OutOfMemory(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
