package dev.loupe.plan;

import dev.loupe.raster.Size;
import java.util.SortedSet;

/** How large the result shall be. */
public sealed interface Target {
    /** So many times the picture that enters the network: 2, 3 or 4. */
    record Scale(int factor) implements Target {}

    /** So many times, unless there is but one scale to be had: nobody has asked for a scale. */
    record Usual(int factor) implements Target {
        public Scale among(SortedSet<Integer> scales) {
            return new Scale(scales.size() == 1 ? scales.first() : factor);
        }
    }

    /** Exactly so many pixels on the longer side. */
    record LongSide(int pixels) implements Target {}

    /** As large as fits into a box, keeping the picture's proportions. */
    record Box(int width, int height) implements Target {}

    /**
     * The size of the result for a picture of that size; for a scale it counts from {@code prescaled}, otherwise from
     * {@code original}.
     */
    default Size resultOf(Size original, Size prescaled) {
        if (this instanceof Scale scale) {
            return prescaled.times(scale.factor());
        }
        if (this instanceof Usual usual) {
            return prescaled.times(usual.factor());
        }
        double factor = this instanceof LongSide side
                ? (double) side.pixels() / original.longSide()
                : Math.min((double) ((Box) this).width() / original.width(),
                        (double) ((Box) this).height() / original.height());
        return new Size(
                (int) Math.max(1, Math.round(original.width() * factor)),
                (int) Math.max(1, Math.round(original.height() * factor)));
    }
}
