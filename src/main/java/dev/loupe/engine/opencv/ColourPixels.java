package dev.loupe.engine.opencv;

import dev.loupe.model.Model;
import dev.loupe.raster.Canvas;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;

/**
 * Networks of three colours. A gray picture goes in as three equal colours, and its result is their mean: so no tint
 * that a network may add survives.
 */
final class ColourPixels implements Pixels {
    private static final int COLOURS = 3;

    private final boolean rgb;
    private final float[] mean;
    private final float range;

    ColourPixels(Model.Input input) {
        this.rgb = input.channels() == Model.Channels.RGB;
        this.mean = new float[COLOURS];
        for (int colour = 0; colour < COLOURS; colour++) {
            mean[colour] = input.mean().get(colour).floatValue();
        }
        this.range = (float) input.range() / 255;
    }

    @Override
    public int channels() {
        return COLOURS;
    }

    @Override
    public void fill(Raster tile, Planes blob) {
        boolean gray = tile.layout().isGray();
        Rows.each(blob.height(), y -> {
            Samples samples = Samples.row(tile, y);
            float[] row = new float[blob.width()];
            for (int colour = 0; colour < COLOURS; colour++) {
                samples.read(gray ? 0 : channel(colour), row);
                for (int x = 0; x < row.length; x++) {
                    row[x] = (row[x] - mean[colour]) * range;
                }
                blob.writeRow(colour, y, row);
            }
        });
    }

    @Override
    public Raster result(Raster tile, Planes output, Tail tail, Size size) {
        Canvas canvas = new Canvas(size, tile.layout(), tile.depth());
        Rows.each(size.height(), y -> {
            Samples samples = new Samples(tile.depth(), tile.layout().channels(), size.width());
            float[] scratch = new float[output.width()];
            float[] row = new float[size.width()];
            if (tile.layout().isGray()) {
                samples.write(0, meanRow(output, tail, y, scratch, row), 1, 0);
            } else {
                for (int colour = 0; colour < COLOURS; colour++) {
                    tail.row(output, colour, y, scratch, row);
                    samples.write(channel(colour), row, 1 / range, mean[colour]);
                }
            }
            samples.putInto(canvas, y);
        });
        return canvas.toRaster();
    }

    /** The mean of the three colours of a row, in 0..255. */
    private float[] meanRow(Planes output, Tail tail, int y, float[] scratch, float[] row) {
        float[] sum = new float[row.length];
        for (int colour = 0; colour < COLOURS; colour++) {
            tail.row(output, colour, y, scratch, row);
            for (int x = 0; x < row.length; x++) {
                sum[x] += (row[x] / range + mean[colour]) / COLOURS;
            }
        }
        return sum;
    }

    /** The raster's channel of one of the network's colours. */
    private int channel(int colour) {
        return rgb ? COLOURS - 1 - colour : colour;
    }
}
