package dev.loupe.codec;

import dev.loupe.failure.Rejected;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * The pages of a TIFF: the directories that follow one another, but for smaller copies of other pages and masks of
 * their transparency, which say so in tag 254 or, in old files, 255.
 */
record TiffPages(byte[] file, Ifd first) {
    private static final int NEW_SUBFILE = 254;
    private static final int REDUCED = 1;
    private static final int MASK = 4;
    private static final int OLD_SUBFILE = 255;
    private static final int OLD_REDUCED = 2;
    private static final int WIDTH = 256;
    private static final int PHOTOMETRIC = 262;
    private static final int SUB_DIRECTORIES = 330;
    private static final int DNG_VERSION = 50706;
    private static final int TRANSPARENCY = 4;
    private static final int COLOUR_FILTERS = 32803;
    private static final int LINEAR_RAW = 34892;
    /** What Canon's raw files have between the header and the first directory. */
    private static final byte[] CANON = {'C', 'R', 2, 0};
    private static final int CANON_AT = 8;
    private static final int CANON_DIRECTORY = 16;

    /** Directories may overlap, so that a short file can hold very many long ones; no real file has as many entries. */
    private static final int MOST_ENTRIES = 1 << 20;
    /** Raw files have two to five. */
    private static final int MOST_SUB_DIRECTORIES = 16;

    static TiffPages of(byte[] file) {
        return new TiffPages(file, Ifd.first(file, 0, file.length));
    }

    /** The directory of the first page, which a smaller copy of it may precede. */
    Ifd picture() {
        Ifd[] picture = {first};
        walk(directory -> {
            boolean page = isPage(directory);
            picture[0] = page ? directory : picture[0];
            return !page;
        });
        return picture[0];
    }

    /** How many pages there are. A directory that cannot be read counts as one, and is the last. */
    int count() {
        int[] pages = new int[2];
        try {
            walk(directory -> {
                pages[isPage(directory) ? 0 : 1]++;
                return true;
            });
        } catch (IndexOutOfBoundsException cut) {
            pages[0]++;
        }
        return pages[0] > 0 ? pages[0] : pages[1];
    }

    /** @throws Rejected where it is what a camera's sensor saw: what can be decoded of it is a preview */
    void requireDeveloped() {
        Ifd picture = picture();
        boolean previews = !isPage(picture) && first.value(SUB_DIRECTORIES).isPresent();
        if (first.value(DNG_VERSION).isPresent() || isCanon() || previews || isSensor(picture)
                || LongStream.of(first.values(SUB_DIRECTORIES, MOST_SUB_DIRECTORIES)).anyMatch(this::isSensor)) {
            throw Stored.unsupported(ImageFormat.TIFF, "is a camera's raw file, such as DNG, NEF, CR2 or ARW;"
                    + " export it from a raw converter as TIFF or JPEG");
        }
    }

    /** As long as there are more, none comes again, and {@code goesOn} says so. */
    private void walk(Predicate<Ifd> goesOn) {
        Set<Integer> seen = new HashSet<>();
        long entries = 0;
        for (Optional<Ifd> next = Optional.of(first); next.isPresent(); next = next.get().next()) {
            Ifd directory = next.get();
            entries += directory.count();
            if (entries > MOST_ENTRIES || !seen.add(directory.place()) || !goesOn.test(directory)) {
                return;
            }
        }
    }

    private static boolean isPage(Ifd directory) {
        return directory.value(WIDTH).isPresent()
                && (directory.value(NEW_SUBFILE).orElse(0) & (REDUCED | MASK)) == 0
                && directory.value(OLD_SUBFILE).orElse(0) != OLD_REDUCED
                && directory.value(PHOTOMETRIC).orElse(0) != TRANSPARENCY;
    }

    private boolean isCanon() {
        return first.place() == CANON_DIRECTORY
                && Arrays.equals(file, CANON_AT, CANON_AT + CANON.length, CANON, 0, CANON.length);
    }

    private boolean isSensor(long place) {
        try {
            return isSensor(first.at(place));
        } catch (IndexOutOfBoundsException elsewhere) {
            return false;
        }
    }

    private static boolean isSensor(Ifd directory) {
        long photometric = directory.value(PHOTOMETRIC).orElse(0);
        return photometric == COLOUR_FILTERS || photometric == LINEAR_RAW;
    }
}
