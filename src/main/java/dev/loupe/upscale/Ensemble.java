package dev.loupe.upscale;

import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Orientation;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Requantise;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * An engine as its mean over the eight orientations of a tile: a network's errors differ between them and partly cancel
 * out ("geometric self-ensemble", Lim et al., Enhanced Deep Residual Networks, CVPR workshops 2017, section 3.3). The
 * mean is taken over 16-bit results. Not thread-safe; it borrows the engine and does not close it.
 */
record Ensemble(Engine engine) implements Engine {
    /** Of a window, in pixels: what the mean is taken over is four times as large as an 8-bit result. */
    private static final int LONGEST = 2048;

    @Override
    public EngineInfo info() {
        return engine.info();
    }

    /** Windows that fit lying as well as standing. */
    @Override
    public Tiling tiling(Size picture) {
        Tiling standing = engine.tiling(picture);
        Tiling lying = engine.tiling(new Size(picture.height(), picture.width()));
        int halo = Math.max(standing.halo(), lying.halo());
        int longest = Math.max(LONGEST, 4 * halo);
        Size most = Tiling.balanced(picture, new Size(longest, longest), halo, 1).window();
        Size window = new Size(
                Math.min(most.width(), Math.min(standing.window().width(), lying.window().height())),
                Math.min(most.height(), Math.min(standing.window().height(), lying.window().width())));
        return new Tiling(window, halo, 1);
    }

    /** Heap that a window takes for its sums, and for a result as it comes and turned back. */
    static long bytes(Size picture, int scale, Layout layout) {
        long pixels = (long) Math.min(LONGEST, picture.width()) * Math.min(LONGEST, picture.height());
        return pixels * scale * scale * layout.channels() * (Integer.BYTES + 2 * Short.BYTES);
    }

    @Override
    public List<Raster> upscale(List<Raster> tiles, Progress progress) {
        List<Raster> results = new ArrayList<>();
        for (Raster tile : tiles) {
            double before = results.size();
            results.add(mean(tile, done -> progress.report((before + done) / tiles.size())));
        }
        return results;
    }

    private Raster mean(Raster tile, Progress progress) {
        Raster fine = Requantise.to(Depth.U16, tile);
        Orientation[] orientations = Orientation.values();
        Mean mean = new Mean(tile.size().times(info().scale()), tile.layout());
        for (int i = 0; i < orientations.length; i++) {
            double before = i;
            Raster turned = orientations[i].upright(fine);
            Raster result = engine.upscale(List.of(turned),
                    done -> progress.report((before + done) / orientations.length)).get(0);
            mean.add(inverse(orientations[i]).upright(result));
        }
        return Requantise.to(tile.depth(), mean.toRaster());
    }

    private static Orientation inverse(Orientation orientation) {
        return switch (orientation) {
            case TURNED_90 -> Orientation.TURNED_270;
            case TURNED_270 -> Orientation.TURNED_90;
            case UPRIGHT, MIRRORED, TURNED_180, FLIPPED, TRANSPOSED, TRANSVERSED -> orientation;
        };
    }

    @Override
    public void close() {
        // the engine is its pool's
    }
}
