package dev.loupe.raster;

import java.util.Arrays;

/**
 * Shrinks a picture so that every new pixel is the mean of the area it covers, which OpenCV calls {@code INTER_AREA}.
 *
 * <p>Colours count by their alpha, so that what cannot be seen does not tint what can. The old rows under a new row are
 * added up first, then that one row is cut into columns; both in whole numbers, so that flat stays flat.
 */
public final class AreaAverage {
    private final Raster from;
    private final Size to;
    private final int channels;
    private final int colours;

    private AreaAverage(Raster from, Size to) {
        this.from = from;
        this.to = to;
        this.channels = from.layout().channels();
        this.colours = from.layout().withoutAlpha().channels();
    }

    /**
     * The picture in {@code to} pixels, neither side longer than before: a new raster, or the same one where the sizes
     * agree. Safe for several threads.
     */
    public static Raster shrink(Raster from, Size to) {
        if (to.width() > from.size().width() || to.height() > from.size().height()) {
            throw new IllegalArgumentException("area averaging only shrinks; not " + from.size() + " to " + to);
        }
        return to.equals(from.size()) ? from : new AreaAverage(from, to).run();
    }

    private Raster run() {
        Canvas canvas = new Canvas(to, from.layout(), from.depth());
        long samplesPerRow = from.size().pixels() * channels / to.height();
        Rows.inParallel(to.height(), samplesPerRow, (first, last) -> shrinkRows(canvas, first, last));
        return canvas.toRaster();
    }

    private void shrinkRows(Canvas canvas, int first, int last) {
        long[] sums = new long[from.size().width() * channels];
        double[] areas = new double[to.width() * channels];
        Object row = from.depth().array(areas.length);
        Lanes lanes = colours == channels && from.depth() == Depth.U8 ? new Lanes(sums.length) : null;
        for (int y = first; y < last; y++) {
            sumRows(y, sums, lanes);
            cutColumns(sums, areas);
            divide(areas, row);
            canvas.putRow(y, 0, to.width(), row, 0);
        }
    }

    /** Lengths are counted in {@code 1 / to.height()} of an old row, so that its share in a new one is whole. */
    private void sumRows(int y, long[] sums, Lanes lanes) {
        Arrays.fill(sums, 0);
        long bottom = (y + 1L) * from.size().height();
        for (long top = (long) y * from.size().height(); top < bottom; ) {
            int row = (int) (top / to.height());
            long end = Math.min(bottom, (row + 1L) * to.height());
            if (lanes != null && end - top == to.height()) {
                addWhole(row, sums, lanes);
            } else {
                add(row, end - top, sums);
            }
            top = end;
        }
        if (lanes != null) {
            lanes.drain(to.height(), sums);
        }
    }

    private void addWhole(int row, long[] sums, Lanes lanes) {
        byte[] samples = (byte[]) from.band(row);
        int at = from.offset(row);
        if (lanes.isFull()) {
            lanes.drain(to.height(), sums);
        }
        lanes.add(samples, at);
        for (int i = sums.length & ~7; i < sums.length; i++) {
            sums[i] += (long) to.height() * (samples[at + i] & 0xff);
        }
    }

    private void add(int row, long weight, long[] sums) {
        int at = from.offset(row);
        if (from.band(row) instanceof byte[] bytes) {
            if (colours == channels) {
                addOpaque(bytes, at, weight, sums);
            } else {
                addWeighed(bytes, at, weight, sums);
            }
        } else if (colours == channels) {
            addOpaque((short[]) from.band(row), at, weight, sums);
        } else {
            addWeighed((short[]) from.band(row), at, weight, sums);
        }
    }

    private static void addOpaque(byte[] samples, int at, long weight, long[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * (samples[at + i] & 0xff);
        }
    }

    private static void addOpaque(short[] samples, int at, long weight, long[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * (samples[at + i] & 0xffff);
        }
    }

    private void addWeighed(byte[] samples, int at, long weight, long[] sums) {
        for (int i = 0; i < sums.length; i += channels) {
            long alpha = weight * (samples[at + i + colours] & 0xff);
            for (int c = 0; c < colours; c++) {
                sums[i + c] += alpha * (samples[at + i + c] & 0xff);
            }
            sums[i + colours] += alpha;
        }
    }

    private void addWeighed(short[] samples, int at, long weight, long[] sums) {
        for (int i = 0; i < sums.length; i += channels) {
            long alpha = weight * (samples[at + i + colours] & 0xffff);
            for (int c = 0; c < colours; c++) {
                sums[i + c] += alpha * (samples[at + i + c] & 0xffff);
            }
            sums[i + colours] += alpha;
        }
    }

    /** What lies between two borders is the difference of the running sums there, however many pixels that is. */
    private void cutColumns(long[] sums, double[] areas) {
        for (int c = 0; c < channels; c++) {
            long whole = 0;
            long wholeBefore = 0;
            double partBefore = 0;
            int pixel = 0;
            for (int x = 0; x < to.width(); x++) {
                long border = (x + 1L) * from.size().width();
                int stop = (int) (border / to.width());
                for (; pixel < stop; pixel++) {
                    whole += sums[pixel * channels + c];
                }
                long over = border - (long) stop * to.width();
                double part = over == 0 ? 0 : (double) sums[stop * channels + c] * over / to.width();
                areas[x * channels + c] = whole - wholeBefore + (part - partBefore);
                wholeBefore = whole;
                partBefore = part;
            }
        }
    }

    /** Turns sums over the area of a new pixel into its samples, rounded to nearest. */
    private void divide(double[] areas, Object row) {
        double area = (double) from.size().pixels() / to.width();
        for (int at = 0; at < areas.length; at += channels) {
            double weight = colours < channels ? areas[at + colours] : area;
            for (int c = 0; c < colours; c++) {
                put(row, at + c, weight > 0 ? areas[at + c] / weight : 0);
            }
            if (colours < channels) {
                put(row, at + colours, weight / area);
            }
        }
    }

    private static void put(Object row, int at, double value) {
        int sample = (int) (value + 0.5);
        if (row instanceof byte[] bytes) {
            bytes[at] = (byte) sample;
        } else {
            ((short[]) row)[at] = (short) sample;
        }
    }
}
