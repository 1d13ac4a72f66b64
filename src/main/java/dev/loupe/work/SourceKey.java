package dev.loupe.work;

/**
 * Which source an item is of.
 *
 * @param homeBound whether its originals lie on this machine, so that only this home can have them; a source of the
 *     same name in another home is another one then
 */
public record SourceKey(String name, boolean homeBound) {
    /** What a path is known by while its original lies there. */
    String of(String home, String path) {
        return WorkRows.key(homeBound ? home + '\n' + path : path);
    }
}
