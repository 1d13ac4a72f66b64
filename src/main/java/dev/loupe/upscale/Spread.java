package dev.loupe.upscale;

import dev.loupe.engine.Engine;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tile;
import dev.loupe.engine.Upscaled;
import dev.loupe.failure.LoupeException;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Region;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tiles of one picture: one engine works through them, and its neighbours take some whenever they are idle. What a
 * neighbour fails with is left for the first one. Used once.
 */
final class Spread {
    private static final Logger log = LoggerFactory.getLogger(Spread.class);

    private final Raster picture;
    private final Queue<List<Tile>> left = new ConcurrentLinkedQueue<>();
    private final int scale;
    private final int total;
    private final Progress progress;
    private final Canvas canvas;
    private final Set<Precision> precisions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger done = new AtomicInteger();
    private final Phaser helpers = new Phaser(1);
    private volatile boolean stopped;

    /** {@code tiles} of one size, of which an engine is given {@code batch} at once. */
    Spread(Raster picture, List<Tile> tiles, int batch, int scale, Progress progress) {
        this.picture = picture;
        this.scale = scale;
        this.total = tiles.size();
        this.progress = progress;
        this.canvas = new Canvas(picture.size().times(scale), picture.layout(), picture.depth());
        for (int first = 0; first < total; first += batch) {
            left.add(tiles.subList(first, Math.min(total, first + batch)));
        }
    }

    /** The whole picture, enlarged, in one raster; throws what {@code engine} or the progress throws. */
    Upscaled over(Engine engine, TileLoop.Neighbours neighbours) {
        try {
            do {
                own(engine, neighbours);
                helpers.arriveAndAwaitAdvance();
            } while (!left.isEmpty()); // a neighbour gave something back
        } finally {
            stopped = true;
            helpers.arriveAndAwaitAdvance();
        }
        return new Upscaled(List.of(canvas.toRaster()), precisions);
    }

    private void own(Engine engine, TileLoop.Neighbours neighbours) {
        for (List<Tile> batch = left.poll(); batch != null; batch = left.poll()) {
            while (helpers.getUnarrivedParties() <= neighbours.count() && !left.isEmpty()) {
                helpers.register();
                new Thread(() -> help(neighbours), "tiles").start();
            }
            int size = batch.size();
            enlarge(engine, batch, within -> progress.report((done.get() + within * size) / total));
            progress.report((double) done.get() / total);
        }
    }

    /** Asks for an idle neighbour anew for every batch, so that pictures that wait for one have their turn. */
    private void help(TileLoop.Neighbours neighbours) {
        try {
            while (!stopped && !left.isEmpty() && neighbours.lendIdle(this::take)) {
                // and the next one
            }
        } catch (LoupeException | Engine.OutOfMemory failed) {
            log.info("A neighbour gave tiles back: {}", failed.getMessage());
        } finally {
            helpers.arriveAndDeregister();
        }
    }

    private void take(Engine neighbour) {
        List<Tile> batch = left.poll();
        boolean finished = batch == null;
        try {
            if (batch != null) {
                enlarge(neighbour, batch, Progress.NONE);
                finished = true;
            }
        } finally {
            if (!finished) {
                left.add(batch);
            }
        }
    }

    private void enlarge(Engine engine, List<Tile> batch, Progress within) {
        Upscaled upscaled = engine.upscale(batch.stream().map(tile -> picture.cut(tile.window())).toList(), within);
        for (int i = 0; i < batch.size(); i++) {
            place(batch.get(i), upscaled.rasters().get(i));
        }
        precisions.addAll(upscaled.precisions());
        done.addAndGet(batch.size());
    }

    private void place(Tile tile, Raster result) {
        Region kept = tile.core().relativeTo(tile.window()).times(scale);
        canvas.place(result, kept, tile.core().x() * scale, tile.core().y() * scale);
    }
}
