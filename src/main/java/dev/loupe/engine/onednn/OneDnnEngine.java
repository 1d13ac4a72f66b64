package dev.loupe.engine.onednn;

import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.failure.Failed;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * A network in oneDNN. Pictures are carried through in bands of rows, progress and cancel are per band, and memory
 * grows with a picture's width alone: what is too wide is asked for in columns of full height.
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

    @Override
    public Tiling tiling(Size picture) {
        Program program = session.program(info.precision());
        int halo = program.radius();
        return new Tiling(tuning(picture).window(picture, halo, session.workers(), program::fits), halo, 1);
    }

    @Override
    public List<Raster> upscale(List<Raster> tiles, Progress progress) {
        if (closed) {
            throw new Failed("The engine " + info.label() + " has been closed.");
        }
        check(tiles);
        progress.report(0);
        List<Raster> results = new ArrayList<>(tiles.size());
        for (Raster tile : tiles) {
            int before = results.size();
            results.add(upscale(tile, done -> progress.report((before + done) / tiles.size())));
        }
        return results;
    }

    private Raster upscale(Raster tile, Progress progress) {
        Size size = tile.size();
        RasterSink sink = new RasterSink(size.times(info.scale()), tile.layout(), tile.depth());
        int rows = tuning(size).rows(size, session.workers());
        session.program(precisions.of(tile)).run(new RasterSource(tile), sink, size.width(), rows, progress);
        return sink.toRaster();
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
