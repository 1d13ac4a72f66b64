package dev.loupe.engine.onednn;

import dev.loupe.engine.Precision;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Raster;

/**
 * What pictures are computed in.
 *
 * @param usual most of them
 * @param grainy those that dots or noise fill with contrasts larger than {@link Scenes} show
 * @param deep those with 16 bits a sample
 */
record Precisions(Precision usual, Precision grainy, Precision deep) {
    private static final int BLOCK = 16;
    /**
     * Grey levels that a sample differs from the mean of its neighbours, on average over a block. Of blocks above it,
     * in dithered pictures, three in four are more than 2 grey levels (RMS) off in int8; photographs stay below it.
     */
    private static final double COARSE = 60;

    /** What was asked for by name is taken for every picture. */
    static Precisions named(Precision precision) {
        return new Precisions(precision, precision, precision);
    }

    Precision of(Raster picture) {
        if (picture.depth() == Depth.U16) {
            return deep;
        }
        return usual != grainy && isCoarse(picture) ? grainy : usual;
    }

    /** Whether neighbours differ so much anywhere that integers measured on scenes would be cut off. */
    static boolean isCoarse(Raster picture) {
        int width = picture.size().width();
        int channels = picture.layout().channels();
        byte[] row = new byte[width * channels];
        long[] sums = new long[width / BLOCK];
        for (int y = 0; y < picture.size().height(); y++) {
            picture.copyRow(y, 0, width, row, 0);
            for (int block = 0; block < sums.length; block++) {
                int end = Math.min(row.length - channels, (block + 1) * BLOCK * channels);
                for (int i = Math.max(channels, block * BLOCK * channels); i < end; i++) {
                    sums[block] += Math.abs(2 * (row[i] & 0xff) - (row[i - channels] & 0xff) - (row[i
                            + channels] & 0xff));
                }
            }
            if (y % BLOCK == BLOCK - 1) {
                for (int block = 0; block < sums.length; block++) {
                    if (sums[block] > 2 * COARSE * BLOCK * BLOCK * channels) {
                        return true;
                    }
                    sums[block] = 0;
                }
            }
        }
        return false;
    }
}
