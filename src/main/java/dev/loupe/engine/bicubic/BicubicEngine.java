package dev.loupe.engine.bicubic;

import dev.loupe.engine.Engine;
import dev.loupe.engine.EngineInfo;
import dev.loupe.engine.Progress;
import dev.loupe.engine.Tiling;
import dev.loupe.engine.Upscaled;
import dev.loupe.failure.Failed;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Separable bicubic interpolation, row by row in parallel. It holds nothing, so whole pictures are its tiles. */
final class BicubicEngine implements Engine {
    /** Input samples on each side that a result depends on. */
    private static final int HALO = 2;

    private final EngineInfo info;
    private boolean closed;

    BicubicEngine(EngineInfo info) {
        this.info = info;
    }

    @Override
    public EngineInfo info() {
        return info;
    }

    @Override
    public Tiling tiling(Size picture) {
        return new Tiling(picture, HALO, 1);
    }

    @Override
    public Upscaled upscale(List<Raster> tiles, Progress progress) {
        if (closed) {
            throw new Failed("The engine " + info.label() + " has been closed.");
        }
        List<Raster> results = new ArrayList<>(tiles.size());
        progress.report(0);
        for (Raster tile : tiles) {
            results.add(enlarged(tile));
            progress.report((double) results.size() / tiles.size());
        }
        return new Upscaled(results, info.precision());
    }

    private Raster enlarged(Raster tile) {
        Size size = tile.size().times(info.scale());
        Canvas canvas = new Canvas(size, tile.layout(), tile.depth());
        Taps[] columns = new Taps[size.width()];
        for (int x = 0; x < columns.length; x++) {
            columns[x] = Taps.of(x, info.scale(), tile.size().width());
        }
        IntStream.range(0, size.height()).parallel().forEach(y -> {
            float[] between = column(tile, Taps.of(y, info.scale(), tile.size().height()));
            canvas.putRow(y, 0, size.width(), row(between, columns, tile.layout().channels(), tile.depth()), 0);
        });
        return canvas.toRaster();
    }

    /** One row between four rows of the tile, at the tile's width. */
    private static float[] column(Raster tile, Taps rows) {
        int width = tile.size().width();
        int samples = width * tile.layout().channels();
        float[] sum = new float[samples];
        Object row = tile.depth().array(samples);
        for (int i = 0; i < Taps.COUNT; i++) {
            tile.copyRow(rows.samples()[i], 0, width, row, 0);
            float weight = rows.weights()[i];
            for (int at = 0; at < samples; at++) {
                sum[at] += weight * (row instanceof byte[] bytes ? bytes[at] & 0xff : ((short[]) row)[at] & 0xffff);
            }
        }
        return sum;
    }

    private static Object row(float[] between, Taps[] columns, int channels, Depth depth) {
        Object row = depth.array(columns.length * channels);
        for (int x = 0, at = 0; x < columns.length; x++) {
            int[] samples = columns[x].samples();
            float[] weights = columns[x].weights();
            for (int channel = 0; channel < channels; channel++, at++) {
                float sum = 0;
                for (int i = 0; i < Taps.COUNT; i++) {
                    sum += weights[i] * between[samples[i] * channels + channel];
                }
                int value = Math.max(0, Math.min(depth.max(), (int) (sum + 0.5f)));
                if (row instanceof byte[] bytes) {
                    bytes[at] = (byte) value;
                } else {
                    ((short[]) row)[at] = (short) value;
                }
            }
        }
        return row;
    }

    @Override
    public void close() {
        closed = true;
    }
}
