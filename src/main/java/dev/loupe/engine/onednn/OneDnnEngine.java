package dev.loupe.engine.onednn;

import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tile;
import dev.loupe.engine.TileGrid;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.failure.Failed;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Region;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A network in oneDNN. Pictures are carried through in bands of rows, progress and cancel are per band, and memory grows
 * with a picture's width alone: what is too wide goes through in columns of full height, straight into the result.
 */
final class OneDnnEngine implements Engine {
    /** Pictures smaller than this are not worth measuring bands for. */
    private static final int WORTH_TUNING = 256 * 256;

    private final EngineInfo info;
    private final Session session;
    private final Precisions precisions;
    private boolean closed;

    OneDnnEngine(EngineInfo info, Session session, Precisions precisions) {
        this.info = info;
        this.session = session;
        this.precisions = precisions;
    }

    @Override
    public EngineInfo info() {
        return info;
    }

    /** Whole pictures: how they are best cut is known in here. */
    @Override
    public Tiling tiling(Size picture) {
        return new Tiling(picture, session.radius(), 1);
    }

    @Override
    public long kept() {
        return session.kept();
    }

    @Override
    public long needed(Size picture) {
        return session.needed(picture, info.precision());
    }

    @Override
    public Upscaled upscale(List<Raster> tiles, Progress progress) {
        if (closed) {
            throw new Failed("The engine " + info.label() + " has been closed.");
        }
        check(tiles);
        progress.report(0);
        List<Raster> results = new ArrayList<>(tiles.size());
        Set<Precision> used = EnumSet.noneOf(Precision.class);
        for (Raster tile : tiles) {
            int before = results.size();
            Precision precision = precisions.of(tile);
            used.add(precision);
            results.add(upscale(tile, precision, done -> progress.report((before + done) / tiles.size())));
        }
        return new Upscaled(results, used);
    }

    private Raster upscale(Raster picture, Precision precision, Progress progress) {
        Size size = picture.size();
        Tuning tuning = tuning(size);
        Program program = session.program(precision);
        Size window = tuning.window(size, session.radius(), session.workers(), program::fits);
        int rows = tuning.rows(window, session.workers());
        List<Tile> columns = TileGrid.of(size, new Tiling(window, session.radius(), 1));
        Canvas canvas = new Canvas(size.times(info.scale()), picture.layout(), picture.depth());
        for (int i = 0; i < columns.size(); i++) {
            int before = i;
            program.run(source(picture, columns.get(i)), sink(canvas, columns.get(i)), window.width(), rows,
                    done -> progress.report((before + done) / columns.size()));
        }
        return canvas.toRaster();
    }

    private static Source source(Raster picture, Tile column) {
        return new RasterSource(picture, column.window().x(), column.window().width());
    }

    private Sink sink(Canvas canvas, Tile column) {
        Region kept = column.core().relativeTo(column.window()).times(info.scale());
        return new RasterSink(canvas, kept.x(), kept.width(), column.core().x() * info.scale());
    }

    private Tuning tuning(Size picture) {
        return session.tuning(info.precision(), picture.pixels() >= WORTH_TUNING);
    }

    private static void check(List<Raster> tiles) {
        for (Raster tile : tiles) {
            boolean alike = tile.size().equals(tiles.get(0).size()) && tile.layout() == tiles.get(0).layout()
                    && tile.depth() == tiles.get(0).depth();
            if (!alike || tile.layout() != Layout.GRAY && tile.layout() != Layout.BGR) {
                throw new IllegalArgumentException("tiles must be equal in size and GRAY or BGR, not " + tiles);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            session.close();
        }
    }
}
