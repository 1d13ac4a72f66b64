package dev.loupe.engine;

import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Pictures made of arithmetic, and how far two pictures are from each other. */
public final class TestRasters {
    private TestRasters() {}

    /** The same noise for the same size. */
    public static Raster noise(Size size, Layout layout, Depth depth) {
        Random random = new Random(size.width() * 7919L + size.height());
        return of(size, layout, depth, at -> random.nextInt(depth.max() + 1));
    }

    public static Raster flat(Size size, Layout layout, Depth depth, int value) {
        return of(size, layout, depth, at -> value);
    }

    /** {@code value} gives a sample by its place in the array. */
    public static Raster of(Size size, Layout layout, Depth depth, IntUnaryOperator value) {
        int samples = (int) size.pixels() * layout.channels();
        Object array = depth.array(samples);
        for (int at = 0; at < samples; at++) {
            if (array instanceof byte[] bytes) {
                bytes[at] = (byte) value.applyAsInt(at);
            } else {
                ((short[]) array)[at] = (short) value.applyAsInt(at);
            }
        }
        return Raster.of(size, layout, array);
    }

    /** The same picture with 16 bits: 255 becomes 65535. */
    public static Raster deepened(Raster eight) {
        int channels = eight.layout().channels();
        int width = eight.size().width();
        return of(eight.size(), eight.layout(), Depth.U16,
                at -> 257 * eight.sample(at / channels % width, at / channels / width, at % channels));
    }

    /** The same picture with 8 bits, rounded. */
    public static Raster flattened(Raster sixteen) {
        int channels = sixteen.layout().channels();
        int width = sixteen.size().width();
        return of(sixteen.size(), sixteen.layout(), Depth.U8,
                at -> (sixteen.sample(at / channels % width, at / channels / width, at % channels) + 128) / 257);
    }

    /** The largest difference of two samples at the same place. */
    public static int difference(Raster one, Raster other) {
        if (!one.size().equals(other.size()) || one.layout() != other.layout() || one.depth() != other.depth()) {
            throw new AssertionError(one + " is not comparable with " + other);
        }
        int largest = 0;
        for (int y = 0; y < one.size().height(); y++) {
            for (int x = 0; x < one.size().width(); x++) {
                for (int channel = 0; channel < one.layout().channels(); channel++) {
                    largest = Math.max(largest, Math.abs(one.sample(x, y, channel) - other.sample(x, y, channel)));
                }
            }
        }
        return largest;
    }
}
