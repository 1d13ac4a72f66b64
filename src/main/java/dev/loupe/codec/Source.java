package dev.loupe.codec;

import java.util.Optional;

/**
 * Everything about a picture that is not pixels.
 *
 * @param name as the door gave it, for logs and results; never used to tell the format
 * @param pages how many pictures the file holds, of which this is the first
 * @param bytes size of the file
 */
public record Source(String name, Header header, int pages, long bytes) {
    /** Which part of the file the picture is, such as "page 1 of 5"; empty where it is all of it. */
    public Optional<String> part() {
        String kind = switch (header.format()) {
            case TIFF -> "page";
            case JPEG -> "picture";
            case PNG, WEBP, BMP -> "frame";
        };
        return pages > 1 ? Optional.of(kind + " 1 of " + pages) : Optional.empty();
    }
}
