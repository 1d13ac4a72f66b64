package dev.loupe.engine.opencv;

import dev.loupe.engine.Tiling;
import dev.loupe.raster.Size;

/**
 * How pictures are cut for one network on one device. Arithmetic only.
 *
 * @param halo the model's receptive radius
 * @param maxPixels what one call may hold, all its tiles together
 * @param fixed whether every picture is cut into windows of one shape, because a new shape costs the device dearly
 * @param largestBatch tiles of one call at most; 1 or more
 */
record Cutting(int halo, long maxPixels, boolean fixed, int largestBatch) {
    /** Beyond it halos cost little, and a batch fills the device as well as a larger window would. */
    private static final int LARGEST_FIXED_SIDE = 1024;

    Tiling of(Size picture) {
        if (!fixed) {
            return new Tiling(Windows.equal(picture, halo, maxPixels), halo, 1);
        }
        Size window = Windows.fixed(picture, halo, maxPixels, LARGEST_FIXED_SIDE);
        int tiles = Windows.count(picture.width(), window.width(), halo)
                * Windows.count(picture.height(), window.height(), halo);
        int calls = (tiles + room(window) - 1) / room(window);
        return new Tiling(window, halo, (tiles + calls - 1) / calls);
    }

    /** Tiles of a size that one call may hold. */
    int room(Size tile) {
        return fixed ? (int) Math.max(1, Math.min(largestBatch, maxPixels / tile.pixels())) : 1;
    }
}
