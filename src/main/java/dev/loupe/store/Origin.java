package dev.loupe.store;

/**
 * Which picture this is: where it comes from, and what is in it.
 *
 * @param source the folder or server, such as {@code folder}
 * @param path inside the source, with {@code /} between its parts
 * @param sha256 of its bytes, in lower-case hexadecimal
 */
public record Origin(String source, String path, String sha256) {}
