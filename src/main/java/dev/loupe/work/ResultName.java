package dev.loupe.work;

import java.nio.charset.StandardCharsets;

/**
 * What a result is called: as its original, with the ending of its own format. Paths have {@code /} between their
 * parts.
 */
public final class ResultName {
    /** Bytes that file systems and servers take in one name. */
    private static final int LONGEST = 255;

    private ResultName() {}

    /** @param extension without a dot */
    public static String of(String path, String extension) {
        int name = path.lastIndexOf('/') + 1;
        int dot = path.lastIndexOf('.');
        return fit(path.substring(0, name), path.substring(name, dot > name ? dot : path.length()), "." + extension);
    }

    /** What a file beside another is called: {@code ending} behind its whole name. */
    public static String beside(String path, String ending) {
        int name = path.lastIndexOf('/') + 1;
        return fit(path.substring(0, name), path.substring(name), ending);
    }

    /** {@code path} for 1, then {@code name-2}, {@code name-3} … before the ending. */
    public static String versioned(String path, int version) {
        if (version == 1) {
            return path;
        }
        int name = path.lastIndexOf('/') + 1;
        int dot = path.lastIndexOf('.');
        int end = dot > name ? dot : path.length();
        return fit(path.substring(0, name), path.substring(name, end), "-" + version + path.substring(end));
    }

    /** Shortens the stem, by whole characters, until the name fits. */
    private static String fit(String folder, String stem, String ending) {
        String cut = stem;
        while ((cut + ending).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return folder + cut + ending;
    }
}
