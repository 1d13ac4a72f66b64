package dev.loupe.web;

import dev.loupe.upscale.Option;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The options of a request, by their parameter names. */
public final class Fields {
    private Fields() {}

    /** @throws Refusal for a field that is no option: a misspelt one must not be ignored */
    public static Map<Option, String> options(Map<String, String> fields, String... others) {
        Map<Option, String> options = new EnumMap<>(Option.class);
        Set<String> known = Set.of(others);
        fields.forEach((name, text) -> {
            if (!known.contains(name) && !text.isBlank()) {
                options.put(option(name, known), text);
            }
        });
        return options;
    }

    private static Option option(String name, Set<String> others) {
        return Arrays.stream(Option.values()).filter(option -> option.parameter().equals(name)).findFirst()
                .orElseThrow(() -> new Refusal(new Problem(400, "bad-option",
                        "'" + name + "' is not an option. There are "
                        + Arrays.stream(Option.values()).map(Option::parameter).collect(Collectors.joining(", "))
                        + (others.isEmpty() ? "" : ", " + String.join(", ", others)) + ".")));
    }
}
