package dev.loupe.engine.opencv;

import dev.loupe.model.Model;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;

/** The two ways between a raster and a network's blobs: colour by colour, or luma alone. Safe for several threads. */
sealed interface Pixels permits ColourPixels, LumaPixels {
    static Pixels of(Model.Input input) {
        return input.channels() == Model.Channels.Y ? new LumaPixels(input) : new ColourPixels(input);
    }

    /** Channels of the network's input. */
    int channels();

    /** Writes a tile's samples as the network's numbers. */
    void fill(Raster tile, Planes blob);

    /**
     * The result's samples from the network's output, in one parallel pass: shuffle, arithmetic, rounding, clipping.
     *
     * @param tile what {@code output} was made of
     * @param size of the result
     */
    Raster result(Raster tile, Planes output, Tail tail, Size size);
}
