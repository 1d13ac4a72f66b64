package dev.loupe.plan;

import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.raster.Size;
import java.util.SortedSet;

/**
 * Decides the sizes a picture goes through, and refuses what is too large. Arithmetic only; safe for several threads.
 */
public final class Planner {
    public static final String MAX_SIDE = "loupe.max-side";

    private final Limits limits;

    public Planner(Limits limits) {
        this.limits = limits;
    }

    /**
     * @param input the picture, upright
     * @param scales the scales the wanted model family has
     * @param format name of the result's format, and the most pixels it holds on a side
     * @throws Rejected where the picture, the target or the result passes a limit
     */
    public Plan plan(
            Size input, Target asked, Oversize oversize, int maxSide, SortedSet<Integer> scales, String format,
            int formatSide) {
        Target target = asked instanceof Target.Usual usual ? usual.among(scales) : asked;
        Size prescaled = prescale(input, oversize, maxSide);
        Size wanted = target.resultOf(input, prescaled);
        if (!(target instanceof Target.Scale) && wanted.longSide() < input.longSide()) {
            throw new Rejected(Reason.BAD_OPTION, "The target " + wanted + " is smaller than the picture (" + input
                    + "). Loupe only enlarges; ask for at least " + input.longSide() + " pixels on the longer side.");
        }
        int scale = scaleFor(target, prescaled, wanted, scales);
        Plan plan = new Plan(input, prescaled, scale, wanted.within(prescaled.times(scale)));
        check(plan, format, formatSide);
        return plan;
    }

    private static Size prescale(Size input, Oversize oversize, int maxSide) {
        if (input.longSide() <= maxSide || oversize == Oversize.TILE) {
            return input;
        }
        if (oversize == Oversize.REJECT) {
            throw new Rejected(Reason.TOO_MANY_PIXELS,
                    "The picture is " + input + "; the longest side allowed is " + maxSide
                    + " pixels. Shrink it, or choose oversize=tile or oversize=prescale.",
                    new Limit(MAX_SIDE, maxSide, input.longSide()));
        }
        double factor = (double) maxSide / input.longSide();
        return new Size(
                (int) Math.max(1, Math.round(input.width() * factor)),
                (int) Math.max(1, Math.round(input.height() * factor)));
    }

    /** The longer side decides: prescaling may have rounded the other a pixel short of the proportions. */
    private static int scaleFor(Target target, Size prescaled, Size result, SortedSet<Integer> scales) {
        if (target instanceof Target.Scale wanted) {
            if (!scales.contains(wanted.factor())) {
                throw new Rejected(Reason.BAD_OPTION,
                        "The model has no scale " + wanted.factor() + "; it has " + scales + ".");
            }
            return wanted.factor();
        }
        for (int scale : scales) {
            if (prescaled.times(scale).longSide() >= result.longSide()) {
                return scale;
            }
        }
        throw new Rejected(Reason.BAD_OPTION,
                "The target " + result + " is out of reach: the largest scale of the model makes "
                + prescaled.times(scales.last()) + " of this picture. Ask for less, or choose oversize=tile.");
    }

    private void check(Plan plan, String format, int formatSide) {
        if (plan.upscaled().pixels() > limits.maxPixelsOut()) {
            throw new Rejected(Reason.TOO_MANY_PIXELS, "The result would have " + plan.upscaled().pixels() / 1_000_000
                    + " megapixels (" + plan.upscaled() + "); the limit is " + limits.maxPixelsOut() / 1_000_000
                    + " (" + Limits.MAX_PIXELS_OUT + "). Choose a smaller scale.",
                    new Limit(Limits.MAX_PIXELS_OUT, limits.maxPixelsOut(), plan.upscaled().pixels()));
        }
        if (plan.result().longSide() > formatSide) {
            throw new Rejected(Reason.TOO_MANY_PIXELS,
                    "The result would be " + plan.result() + "; " + format + " holds at most "
                    + formatSide + " pixels a side. Choose another format, such as PNG or TIFF.",
                    new Limit(format + " side", formatSide, plan.result().longSide()));
        }
    }
}
