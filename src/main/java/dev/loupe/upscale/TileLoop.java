package dev.loupe.upscale;

import dev.loupe.engine.Engine;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tile;
import dev.loupe.engine.TileGrid;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.raster.Raster;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cut, infer, place: one picture through one engine, tile by tile, and through neighbours that are idle meanwhile. Not
 * thread-safe, like the engine it holds.
 */
public final class TileLoop {
    private final Engine engine;
    private final Neighbours neighbours;
    private final Consumer<String> note;

    /** Engines alike on other devices. */
    public interface Neighbours {
        Neighbours NONE = new Neighbours() {
            @Override
            public int count() {
                return 0;
            }

            @Override
            public boolean lendIdle(Consumer<Engine> work) {
                return false;
            }
        };

        int count();

        /** Runs {@code work} on this thread with one that has nothing to do; whether there was one. */
        boolean lendIdle(Consumer<Engine> work);
    }

    /** @param note hears a sentence about what did not go the usual way */
    public TileLoop(Engine engine, Neighbours neighbours, Consumer<String> note) {
        this.engine = engine;
        this.neighbours = neighbours;
        this.note = note;
    }

    /**
     * The whole picture, enlarged; where the device has no room for a tile, tiles of half the size are tried.
     *
     * @param picture {@code GRAY} or {@code BGR}
     * @return one raster, and what its tiles were computed in
     * @throws Engine.OutOfMemory where even the smallest tile finds no room
     */
    public Upscaled enlarge(Raster picture, Progress progress) {
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

    private Upscaled enlarge(Raster picture, Tiling tiling, Progress progress) {
        List<Tile> tiles = TileGrid.of(picture.size(), tiling);
        if (tiles.size() == 1) {
            return engine.upscale(List.of(picture), progress);
        }
        return new Spread(picture, tiles, tiling.batch(), engine.info().scale(), progress).over(engine, neighbours);
    }
}
