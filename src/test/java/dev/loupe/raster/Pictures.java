package dev.loupe.raster;

import java.util.Random;

/** Pictures made for tests, the same ones on every machine. */
public final class Pictures {
    private Pictures() {}

    /** Smooth waves with a few grains, different in every channel; alpha runs from 0 to full. */
    public static Raster smooth(Size size, Layout layout, Depth depth) {
        Random grains = new Random(size.pixels());
        return make(size, layout, depth, (x, y, c) -> {
            if (layout.hasAlpha() && c == layout.channels() - 1) {
                return (x + y) / (double) Math.max(1, size.width() + size.height() - 2);
            }
            double wave = Math.sin(x / (7.0 + c)) * Math.cos(y / (9.0 + 2 * c));
            return 0.5 + 0.4 * wave + 0.02 * grains.nextDouble();
        });
    }

    public static Raster noise(Size size, Layout layout, Depth depth, long seed) {
        Random random = new Random(seed);
        return make(size, layout, depth, (x, y, c) -> random.nextDouble());
    }

    /** One value per channel, 0 to 1. */
    public static Raster flat(Size size, Layout layout, Depth depth, double... values) {
        return make(size, layout, depth, (x, y, c) -> values[c]);
    }

    public static Raster make(Size size, Layout layout, Depth depth, Value value) {
        int channels = layout.channels();
        Object samples = depth.array(Math.toIntExact(size.pixels() * channels));
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                for (int c = 0; c < channels; c++) {
                    int at = (y * size.width() + x) * channels + c;
                    int sample = (int) Math.round(value.at(x, y, c) * depth.max());
                    if (depth == Depth.U8) {
                        ((byte[]) samples)[at] = (byte) sample;
                    } else {
                        ((short[]) samples)[at] = (short) sample;
                    }
                }
            }
        }
        return Raster.of(size, layout, samples);
    }

    /** The largest difference of any sample, as a part of white. */
    public static double difference(Raster a, Raster b) {
        if (!a.size().equals(b.size()) || a.layout() != b.layout() || a.depth() != b.depth()) {
            throw new AssertionError(a + " is not comparable with " + b);
        }
        int largest = 0;
        for (int y = 0; y < a.size().height(); y++) {
            for (int x = 0; x < a.size().width(); x++) {
                for (int c = 0; c < a.layout().channels(); c++) {
                    largest = Math.max(largest, Math.abs(a.sample(x, y, c) - b.sample(x, y, c)));
                }
            }
        }
        return largest / (double) a.depth().max();
    }

    /** Peak signal to noise ratio in dB over all channels. */
    public static double psnr(Raster a, Raster b) {
        double sum = 0;
        for (int y = 0; y < a.size().height(); y++) {
            for (int x = 0; x < a.size().width(); x++) {
                for (int c = 0; c < a.layout().channels(); c++) {
                    double d = (a.sample(x, y, c) - b.sample(x, y, c)) / (double) a.depth().max();
                    sum += d * d;
                }
            }
        }
        return -10 * Math.log10(sum / (a.size().pixels() * a.layout().channels()));
    }

    /** A sample, 0 for black to 1 for white. */
    @FunctionalInterface
    public interface Value {
        double at(int x, int y, int channel);
    }
}
