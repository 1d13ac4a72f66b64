package dev.loupe.upscale;

import dev.loupe.engine.Engine;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.plan.Tile;
import dev.loupe.plan.TileGrid;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Region;
import java.util.List;
import java.util.function.Consumer;

/** Cut, infer, place: one picture through one engine, tile by tile. Not thread-safe, like the engine it holds. */
public final class TileLoop {
    private final Engine engine;
    private final Consumer<String> note;

    /** @param note hears a sentence about what did not go the usual way */
    public TileLoop(Engine engine, Consumer<String> note) {
        this.engine = engine;
        this.note = note;
    }

    /**
     * The whole picture, enlarged; where the device has no room for a tile, tiles of half the size are tried.
     *
     * @param picture {@code GRAY} or {@code BGR}
     * @throws Engine.OutOfMemory where even the smallest tile finds no room
     */
    public Raster enlarge(Raster picture, Progress progress) {
        Tiling tiling = engine.tiling(picture.size());
        while (true) {
            try {
                return enlarge(picture, tiling, progress);
            } catch (Engine.OutOfMemory full) {
                Tiling smaller = tiling.halved();
                if (smaller.window().equals(tiling.window())) {
                    throw full;
                }
                note.accept("no room on " + engine.info().device() + " for tiles of " + tiling.window()
                        + ", went on with " + smaller.window());
                tiling = smaller;
            }
        }
    }

    private Raster enlarge(Raster picture, Tiling tiling, Progress progress) {
        List<Tile> tiles = TileGrid.of(picture.size(), tiling);
        if (tiles.size() == 1) {
            return engine.upscale(List.of(picture), progress).get(0);
        }
        int scale = engine.info().scale();
        Canvas canvas = new Canvas(picture.size().times(scale), picture.layout(), picture.depth());
        for (int first = 0; first < tiles.size(); first += tiling.batch()) {
            List<Tile> batch = tiles.subList(first, Math.min(tiles.size(), first + tiling.batch()));
            double before = first;
            Progress whole = done -> progress.report((before + done * batch.size()) / tiles.size());
            List<Raster> results = engine.upscale(batch.stream().map(tile -> picture.cut(tile.window())).toList(),
                    whole);
            for (int i = 0; i < batch.size(); i++) {
                place(batch.get(i), results.get(i), scale, canvas);
            }
        }
        return canvas.toRaster();
    }

    private static void place(Tile tile, Raster result, int scale, Canvas canvas) {
        Region kept = tile.core().relativeTo(tile.window()).times(scale);
        canvas.place(result, kept, tile.core().x() * scale, tile.core().y() * scale);
    }
}
