package dev.loupe.upscale;

import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Precision;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Orientation;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * An engine as its mean over the eight orientations of a tile: a network's errors differ between them and partly cancel
 * out ("geometric self-ensemble", Lim et al., Enhanced Deep Residual Networks, CVPR workshops 2017, section 3.3). Each
 * orientation is computed as the tile alone would be, in the tile's depth and so in the engine's usual precision; the
 * mean is rounded once. Not thread-safe; it borrows the engine and does not close it.
 */
record Ensemble(Engine engine) implements Engine {
    /** Of a window, in pixels: the sums that the mean is taken of are four times as large as an 8-bit result. */
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

    @Override
    public long kept() {
        return engine.kept();
    }

    @Override
    public long needed(Size picture) {
        return Math.max(engine.needed(picture), engine.needed(new Size(picture.height(), picture.width())));
    }

    /** Heap that a window takes for its sums, and for a result as it comes and turned back. */
    static long bytes(Size picture, int scale, Layout layout, Depth depth) {
        long pixels = (long) Math.min(LONGEST, picture.width()) * Math.min(LONGEST, picture.height());
        return pixels * scale * scale * layout.channels() * (Integer.BYTES + 2 * depth.bytes());
    }

    @Override
    public Upscaled upscale(List<Raster> tiles, Progress progress) {
        List<Raster> results = new ArrayList<>();
        Set<Precision> precisions = EnumSet.noneOf(Precision.class);
        for (Raster tile : tiles) {
            double before = results.size();
            results.add(mean(tile, precisions, done -> progress.report((before + done) / tiles.size())));
        }
        return new Upscaled(results, precisions);
    }

    /** Adds what the orientations were computed in to {@code precisions}. */
    private Raster mean(Raster tile, Set<Precision> precisions, Progress progress) {
        Orientation[] orientations = Orientation.values();
        Mean mean = new Mean(tile.size().times(info().scale()), tile.layout(), tile.depth());
        for (int i = 0; i < orientations.length; i++) {
            double before = i;
            Upscaled turned = engine.upscale(List.of(orientations[i].upright(tile)),
                    done -> progress.report((before + done) / orientations.length));
            precisions.addAll(turned.precisions());
            mean.add(inverse(orientations[i]).upright(turned.raster()));
        }
        return mean.toRaster();
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
