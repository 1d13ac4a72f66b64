package dev.loupe.engine;

import java.util.Locale;
import java.util.Optional;

/** The numbers a network is computed in, from the most exact to the least. */
public enum Precision {
    F32,
    FP16,
    BF16,
    INT8;

    /** The precision of that name, empty for {@code auto}; throws {@link IllegalArgumentException} for another word. */
    public static Optional<Precision> parse(String text) {
        return text.equalsIgnoreCase("auto") ? Optional.empty() : Optional.of(valueOf(text.toUpperCase(Locale.ROOT)));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
