package dev.loupe.engine;

import dev.loupe.raster.Raster;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What an engine made of tiles.
 *
 * @param rasters the results, in the order of the tiles
 * @param precisions what they were really computed in: one, or several where the tiles asked for different care
 */
public record Upscaled(List<Raster> rasters, Set<Precision> precisions) {
    public Upscaled {
        rasters = List.copyOf(rasters);
        precisions = Set.copyOf(precisions);
    }

    public Upscaled(List<Raster> rasters, Precision precision) {
        this(rasters, Set.of(precision));
    }

    /** The result of a single tile. */
    public Raster raster() {
        if (rasters.size() != 1) {
            throw new IllegalStateException("there are " + rasters.size() + " results, not one");
        }
        return rasters.get(0);
    }

    /** The least exact of {@link #precisions}: the one that can be claimed for all of it. */
    public Precision precision() {
        return Collections.max(precisions);
    }
}
