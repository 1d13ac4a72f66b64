package dev.loupe.engine.opencv;

import dev.loupe.engine.Tiling;
import dev.loupe.raster.Size;
import java.util.Optional;

/**
 * How pictures are cut for one network on one device. Arithmetic only.
 *
 * @param halo the model's receptive radius
 * @param maxPixels what one call may hold, all its tiles together
 * @param shapes where every picture is cut into windows of few shapes, because a new shape costs the device dearly
 * @param largestBatch tiles of one call at most; 1 or more
 */
record Cutting(int halo, long maxPixels, Optional<Shapes> shapes, int largestBatch) {
    Tiling of(Size picture) {
        return shapes.map(known -> known.best(picture, halo))
                .orElseGet(() -> new Tiling(Windows.equal(picture, halo, maxPixels), halo, 1));
    }

    /** Pixels that the largest call for a picture holds. */
    long mostPixels(Size picture) {
        Tiling tiling = of(picture);
        return Math.min(tiling.batch(), room(tiling.window())) * tiling.window().pixels();
    }

    /** Tiles of a size that one call may hold. */
    int room(Size tile) {
        return shapes.isPresent() ? (int) Math.max(1, Math.min(largestBatch, maxPixels / tile.pixels())) : 1;
    }
}
