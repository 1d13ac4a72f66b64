package dev.loupe.raster;

import java.util.Arrays;

/** Takes the channels of a picture apart and puts them together again; every method returns a new raster. */
public final class Channels {
    private Channels() {}

    /**
     * A new raster of {@code layout}, whose channel i is channel {@code channels[i]} of the picture. Safe for several
     * threads.
     */
    public static Raster pick(Raster from, Layout layout, int... channels) {
        if (channels.length != layout.channels()) {
            throw new IllegalArgumentException(
                    layout + " has " + layout.channels() + " channels, not " + channels.length);
        }
        Canvas canvas = new Canvas(from.size(), layout, from.depth());
        int width = from.size().width();
        int step = from.layout().channels();
        Rows.inParallel(from.size().height(), (long) width * step, (first, last) -> {
            Object row = from.depth().array(width * channels.length);
            for (int y = first; y < last; y++) {
                for (int c = 0; c < channels.length; c++) {
                    copy(from.band(y), from.offset(y) + channels[c], step, row, c, channels.length, width);
                }
                canvas.putRow(y, 0, width, row, 0);
            }
        });
        return canvas.toRaster();
    }

    /** The colours without alpha: {@code GRAY} or {@code BGR}. */
    public static Raster colours(Raster picture) {
        if (!picture.layout().hasAlpha()) {
            return picture;
        }
        return picture.layout().isGray() ? pick(picture, Layout.GRAY, 0) : pick(picture, Layout.BGR, 0, 1, 2);
    }

    /** The alpha channel alone, as {@code GRAY}. */
    public static Raster alpha(Raster picture) {
        if (!picture.layout().hasAlpha()) {
            throw new IllegalArgumentException("no alpha in " + picture);
        }
        return pick(picture, Layout.GRAY, picture.layout().channels() - 1);
    }

    /** Colours with an alpha, a {@code GRAY} raster of the same size and depth, beside them. */
    public static Raster withAlpha(Raster colours, Raster alpha) {
        Layout layout = colours.layout().withAlpha();
        int channels = layout.channels();
        Canvas canvas = new Canvas(colours.size(), layout, colours.depth());
        int width = colours.size().width();
        Rows.inParallel(colours.size().height(), (long) width * channels, (first, last) -> {
            Object row = colours.depth().array(width * channels);
            for (int y = first; y < last; y++) {
                for (int c = 0; c < channels - 1; c++) {
                    copy(colours.band(y), colours.offset(y) + c, channels - 1, row, c, channels, width);
                }
                copy(alpha.band(y), alpha.offset(y), 1, row, channels - 1, channels, width);
                canvas.putRow(y, 0, width, row, 0);
            }
        });
        return canvas.toRaster();
    }

    /** Whether every sample of a {@code GRAY} picture has the same value. */
    public static boolean isUniform(Raster gray) {
        Object first = row(gray.depth(), gray.size().width(), gray.sample(0, 0, 0));
        Object row = gray.depth().array(gray.size().width());
        for (int y = 0; y < gray.size().height(); y++) {
            gray.copyRow(y, 0, gray.size().width(), row, 0);
            boolean same = first instanceof byte[] bytes
                    ? Arrays.equals(bytes, (byte[]) row)
                    : Arrays.equals((short[]) first, (short[]) row);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** A {@code GRAY} picture of one value. */
    public static Raster uniform(Size size, Depth depth, int value) {
        Canvas canvas = new Canvas(size, Layout.GRAY, depth);
        Object row = row(depth, size.width(), value);
        for (int y = 0; y < size.height(); y++) {
            canvas.putRow(y, 0, size.width(), row, 0);
        }
        return canvas.toRaster();
    }

    private static Object row(Depth depth, int width, int value) {
        Object row = depth.array(width);
        if (row instanceof byte[] bytes) {
            Arrays.fill(bytes, (byte) value);
        } else {
            Arrays.fill((short[]) row, (short) value);
        }
        return row;
    }

    private static void copy(Object in, int at, int step, Object out, int into, int pitch, int count) {
        if (in instanceof byte[] source) {
            byte[] target = (byte[]) out;
            for (int i = 0; i < count; i++) {
                target[into + i * pitch] = source[at + i * step];
            }
        } else {
            short[] source = (short[]) in;
            short[] target = (short[]) out;
            for (int i = 0; i < count; i++) {
                target[into + i * pitch] = source[at + i * step];
            }
        }
    }
}
