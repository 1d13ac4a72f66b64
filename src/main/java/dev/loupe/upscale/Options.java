package dev.loupe.upscale;

import dev.loupe.codec.ImageFormat;
import dev.loupe.engine.EngineChoice;
import dev.loupe.engine.Precision;
import dev.loupe.plan.Oversize;
import dev.loupe.plan.Target;
import java.util.Optional;

/**
 * What is wanted for one picture.
 *
 * @param model a model's full name, or a family's, whose member the scale picks
 * @param precision empty to let the engine choose
 * @param maxSide pixels of the longest side beyond which {@code oversize} decides
 * @param format of the result; empty for that of the input
 * @param quality 1 to 100, for formats that have one
 * @param ensemble whether the result is the mean over the picture's eight orientations: eight times the work
 */
public record Options(
        Target target,
        String model,
        EngineChoice engine,
        Optional<Precision> precision,
        Oversize oversize,
        int maxSide,
        Optional<ImageFormat> format,
        int quality,
        boolean ensemble) {

    /** These options with another target. */
    public Options withTarget(Target other) {
        return new Options(other, model, engine, precision, oversize, maxSide, format, quality, ensemble);
    }

    Options withModel(String other) {
        return new Options(target, other, engine, precision, oversize, maxSide, format, quality, ensemble);
    }

    Options withEngine(EngineChoice other) {
        return new Options(target, model, other, precision, oversize, maxSide, format, quality, ensemble);
    }

    Options withPrecision(Optional<Precision> other) {
        return new Options(target, model, engine, other, oversize, maxSide, format, quality, ensemble);
    }

    Options withOversize(Oversize other) {
        return new Options(target, model, engine, precision, other, maxSide, format, quality, ensemble);
    }

    Options withMaxSide(int other) {
        return new Options(target, model, engine, precision, oversize, other, format, quality, ensemble);
    }

    Options withFormat(Optional<ImageFormat> other) {
        return new Options(target, model, engine, precision, oversize, maxSide, other, quality, ensemble);
    }

    Options withQuality(int other) {
        return new Options(target, model, engine, precision, oversize, maxSide, format, other, ensemble);
    }

    Options withEnsemble(boolean other) {
        return new Options(target, model, engine, precision, oversize, maxSide, format, quality, other);
    }
}
