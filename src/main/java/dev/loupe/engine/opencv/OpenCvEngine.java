package dev.loupe.engine.opencv;

import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.failure.Failed;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * A network in OpenCV, which cannot look inside a call: progress is reported, and a cancel takes effect, between tiles.
 */
final class OpenCvEngine implements Engine {
    private final EngineInfo info;
    private final Session session;
    private final Cutting cutting;
    private Size lastSize;
    private int lastBatch;
    private boolean closed;

    OpenCvEngine(EngineInfo info, Session session, Cutting cutting) {
        this.info = info;
        this.session = session;
        this.cutting = cutting;
    }

    @Override
    public EngineInfo info() {
        return info;
    }

    @Override
    public Tiling tiling(Size picture) {
        return cutting.of(picture);
    }

    /** A network keeps what the last call took. */
    @Override
    public long kept() {
        return session.bytes(lastSize == null ? 0 : lastBatch * lastSize.pixels());
    }

    @Override
    public long needed(Size picture) {
        return session.bytes(cutting.mostPixels(picture));
    }

    @Override
    public Upscaled upscale(List<Raster> tiles, Progress progress) {
        if (closed) {
            throw new Failed("The engine " + info.label() + " has been closed.");
        }
        if (tiles.get(0).layout().hasAlpha()) {
            throw new IllegalArgumentException("alpha is enlarged apart from the colours, not in " + tiles.get(0));
        }
        int room = cutting.room(tiles.get(0).size());
        List<Raster> results = new ArrayList<>(tiles.size());
        progress.report(0);
        for (int first = 0; first < tiles.size(); first += room) {
            List<Raster> some = tiles.subList(first, Math.min(first + room, tiles.size()));
            results.addAll(session.enlarge(some, batch(some)));
            progress.report((double) results.size() / tiles.size());
        }
        return new Upscaled(results, info.precision());
    }

    /** Repeats the last batch, partly empty, where that wastes less than half of it: a new shape costs a GPU dearly. */
    private int batch(List<Raster> tiles) {
        Size size = tiles.get(0).size();
        boolean repeat = size.equals(lastSize) && tiles.size() <= lastBatch && tiles.size() * 2 > lastBatch;
        lastBatch = repeat ? lastBatch : tiles.size();
        lastSize = size;
        return lastBatch;
    }

    @Override
    public void close() {
        closed = true;
        session.close();
    }
}
