package dev.loupe.web;

import dev.loupe.codec.ImageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the client wants its answer.
 *
 * @param json as JSON instead of the picture itself
 * @param format the one it names, where it names formats only
 */
public record Accept(boolean json, Optional<ImageFormat> format) {
    private static final Accept ANYTHING = new Accept(false, Optional.empty());

    /** @throws Refusal where nothing that can be answered is accepted */
    public static Accept parse(String header) {
        if (header == null || header.isBlank()) {
            return ANYTHING;
        }
        List<String> types = Arrays.stream(header.toLowerCase(Locale.ROOT).split(","))
                .filter(type -> !type.matches(".*;\\s*q=0(\\.0*)?\\s*"))
                .map(type -> type.split(";", 2)[0].strip()).toList();
        if (types.contains("application/json")) {
            return new Accept(true, Optional.empty());
        }
        if (types.contains("*/*") || types.contains("image/*")) {
            return ANYTHING;
        }
        Optional<ImageFormat> format = types.stream().flatMap(type -> Arrays.stream(ImageFormat.values())
                .filter(known -> known.mediaType().equals(type))).findFirst();
        if (format.isEmpty()) {
            throw new Refusal(new Problem(406, "not-acceptable", "The answer is a picture or JSON, not " + header
                    + ". Accept image/*, one of the image formats, or application/json."));
        }
        return new Accept(false, format);
    }
}
