package dev.loupe.engine;

import dev.loupe.raster.Region;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a picture into overlapping windows of one size whose cores cover it once.
 *
 * <p>Every core pixel is at least a halo away from each cut side of its window. The last window of a row or column is
 * moved inward instead of being padded, so that all windows have the same shape and no pixel is invented.
 */
public final class TileGrid {
    private TileGrid() {}

    private record Span(int windowStart, int windowLength, int coreStart, int coreEnd) {}

    /** The tiles, row by row; one tile where the picture fits the window. */
    public static List<Tile> of(Size picture, Tiling tiling) {
        List<Span> columns = spans(picture.width(), tiling.window().width(), tiling.halo());
        List<Span> rows = spans(picture.height(), tiling.window().height(), tiling.halo());
        List<Tile> tiles = new ArrayList<>(columns.size() * rows.size());
        for (Span row : rows) {
            for (Span column : columns) {
                tiles.add(new Tile(
                        new Region(column.windowStart, row.windowStart, column.windowLength, row.windowLength),
                        new Region(column.coreStart, row.coreStart,
                                column.coreEnd - column.coreStart, row.coreEnd - row.coreStart)));
            }
        }
        return tiles;
    }

    private static List<Span> spans(int length, int window, int halo) {
        if (window >= length) {
            return List.of(new Span(0, length, 0, length));
        }
        int step = window - 2 * halo;
        if (step < 1) {
            throw new IllegalArgumentException("a window of " + window + " pixels leaves nothing inside a halo of "
                    + halo);
        }
        List<Span> spans = new ArrayList<>();
        for (int coreStart = 0; coreStart < length; ) {
            int windowStart = Math.min(Math.max(0, coreStart - halo), length - window);
            int windowEnd = windowStart + window;
            int coreEnd = windowEnd == length ? length : windowEnd - halo;
            spans.add(new Span(windowStart, window, coreStart, coreEnd));
            coreStart = coreEnd;
        }
        return spans;
    }
}
