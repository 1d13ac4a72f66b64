package dev.loupe.upscale;

import dev.loupe.codec.ImageFormat;
import dev.loupe.engine.EngineChoice;
import dev.loupe.engine.Precision;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.plan.Oversize;
import dev.loupe.plan.Target;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every option of {@link Options} by its one name, which is spelt {@code loupe.max-side} as a property,
 * {@code --max-side} on the command line, {@code LoupeMaxSide} as a header and {@code max_side} as a parameter or in
 * JSON.
 */
public enum Option {
    SCALE("a whole number from 2 to 8", (o, text) -> o.withTarget(new Target.Scale(integer(text, 2, 8)))),
    LONG_SIDE("a number of pixels", (o, text) -> o.withTarget(new Target.LongSide(integer(text, 1, 1_000_000)))),
    SIZE("WIDTHxHEIGHT in pixels", (o, text) -> o.withTarget(box(text))),
    MODEL("auto, or the name of a model or of a family", (o, text) -> o.withModel(name(text))),
    ENGINE("auto, bicubic, opencv[:cpu|:cuda[:N]] or onednn[:cpu]",
            (o, text) -> o.withEngine(EngineChoice.parse(text))),
    PRECISION("auto, f32, fp16, bf16 or int8", (o, text) -> o.withPrecision(Precision.parse(text))),
    OVERSIZE("prescale, tile or reject", (o, text) -> o.withOversize(Oversize.valueOf(text.toUpperCase(Locale.ROOT)))),
    MAX_SIDE("a number of pixels, at least 16", (o, text) -> o.withMaxSide(integer(text, 16, 1_000_000))),
    FORMAT("same, jpeg, png, webp, tiff or bmp", (o, text) -> o.withFormat(format(text))),
    QUALITY("a whole number from 1 to 100", (o, text) -> o.withQuality(integer(text, 1, 100))),
    ENSEMBLE("true or false", (o, text) -> o.withEnsemble(flag(text)));

    private static final Pattern BOX = Pattern.compile("(\\d{1,6})x(\\d{1,6})");

    @FunctionalInterface
    private interface Setter {
        Options set(Options options, String text);
    }

    private final String form;
    private final Setter setter;

    Option(String form, Setter setter) {
        this.form = form;
        this.setter = setter;
    }

    /** What a value looks like, for messages. */
    public String form() {
        return form;
    }

    public String property() {
        return "loupe." + option();
    }

    /** The command line's name, without the dashes before it. */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String header() {
        StringBuilder header = new StringBuilder("Loupe");
        for (String word : name().split("_")) {
            header.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return header.toString();
    }

    /** The options with this one set; throws {@link Rejected} naming the option, the form and the text. */
    public Options set(Options options, String text) {
        try {
            return setter.set(options, text.strip());
        } catch (IllegalArgumentException unreadable) {
            throw new Rejected(Reason.BAD_OPTION, "The " + option() + " '" + text + "' is not " + form + ".");
        }
    }

    private static int integer(String text, int least, int most) {
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private static Target box(String text) {
        Matcher box = BOX.matcher(text.toLowerCase(Locale.ROOT));
        if (!box.matches()) {
            throw new IllegalArgumentException(text);
        }
        return new Target.Box(integer(box.group(1), 1, 1_000_000), integer(box.group(2), 1, 1_000_000));
    }

    private static String name(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Optional<ImageFormat> format(String text) {
        if (text.equalsIgnoreCase("same")) {
            return Optional.empty();
        }
        return Optional.of(ImageFormat.named(text).orElseThrow(IllegalArgumentException::new));
    }
}
