package dev.loupe.upscale;

import dev.loupe.codec.Header;
import dev.loupe.codec.ImageFormat;
import dev.loupe.codec.Source;
import dev.loupe.failure.Rejected;
import dev.loupe.model.Model;
import dev.loupe.model.ModelCatalog;
import dev.loupe.plan.Plan;
import java.util.OptionalInt;
import java.util.SortedSet;

/**
 * Which model a picture goes through: the one that is named, or with {@value #AUTO} the one that suits what was done to
 * the picture before it came.
 *
 * @param model the choice
 * @param reason why, in a few words; empty where the model was named
 */
record ModelChoice(Model model, String reason) {
    static final String AUTO = "auto";

    /** For pictures as a camera or a painter left them. */
    private static final String CLEAN = "edsr-light";
    /** For pictures that lossy compression has marked. */
    private static final String MARKED = "edsr-archive";
    /** JPEG from this quality on leaves marks that shrink below what the clean network minds. */
    private static final int CLEAN_QUALITY = 90;
    /** Shrinking by so much averages the marks of 8x8 blocks away. */
    private static final int CLEANING_SHRINK = 2;

    /** @throws Rejected if nothing is called so, or it has another scale */
    static ModelChoice of(ModelCatalog models, String wanted, Source source, Plan plan) {
        OptionalInt scale = OptionalInt.of(plan.scale());
        if (!wanted.equals(AUTO)) {
            return new ModelChoice(models.find(wanted, scale), "");
        }
        boolean available = models.members(MARKED).stream().anyMatch(model -> model.scale() == plan.scale());
        String marks = marks(source.header(), plan);
        return marks.isEmpty() || !available
                ? new ModelChoice(models.find(CLEAN, scale), marks.isEmpty() ? "clean" : marks)
                : new ModelChoice(models.find(MARKED, scale), marks);
    }

    /** The scales that can be asked for. */
    static SortedSet<Integer> scales(ModelCatalog models, String wanted) {
        return models.scales(family(wanted));
    }

    /** The family that stands for a wanted model before there is a picture. */
    static String family(String wanted) {
        return wanted.equals(AUTO) ? CLEAN : wanted;
    }

    private static String marks(Header header, Plan plan) {
        if (plan.input().longSide() >= CLEANING_SHRINK * plan.prescaled().longSide()) {
            return "";
        }
        if (header.format() == ImageFormat.WEBP && header.lossy()) {
            return "lossy WebP";
        }
        return header.jpegQuality().isPresent() && header.jpegQuality().getAsInt() < CLEAN_QUALITY
                ? "JPEG of quality " + header.jpegQuality().getAsInt()
                : "";
    }
}
