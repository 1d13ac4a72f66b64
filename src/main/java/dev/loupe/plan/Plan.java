package dev.loupe.plan;

import dev.loupe.raster.Size;

/**
 * What will be done to one picture, decided before its pixels are touched.
 *
 * @param input the picture as it came, upright
 * @param prescaled what enters the network: the input or an area average of it
 * @param scale the network's
 * @param result what leaves: the network's output or an area average of it
 */
public record Plan(Size input, Size prescaled, int scale, Size result) {
    public Size upscaled() {
        return prescaled.times(scale);
    }

    public boolean prescales() {
        return !prescaled.equals(input);
    }

    /** Whether the picture was shrunk so far that the result is smaller than what came in. */
    public boolean resultIsSmaller() {
        return result.pixels() < input.pixels();
    }

    /** The plan in one line, for the log. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(input.toString());
        if (prescales()) {
            line.append(" -> ").append(prescaled).append(" (prescaled)");
        }
        line.append(" -> ").append(upscaled()).append(" (x").append(scale).append(')');
        if (!result.equals(upscaled())) {
            line.append(" -> ").append(result);
        }
        return line.toString();
    }
}
