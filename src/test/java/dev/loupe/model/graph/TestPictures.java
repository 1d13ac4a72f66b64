package dev.loupe.model.graph;

import dev.loupe.model.graph.ReferenceNetwork.Planes;
import java.util.Random;

/** Pictures made up for the networks' tests. */
final class TestPictures {
    private TestPictures() {}

    /** Whole numbers from 0 to 255, always the same. */
    static Planes noise(int channels, int height, int width) {
        Planes planes = Planes.of(channels, height, width);
        Random random = new Random(5);
        for (int i = 0; i < planes.values().length; i++) {
            planes.values()[i] = random.nextInt(256);
        }
        return planes;
    }

    /** Slopes, other in each channel, from 30 to 220. */
    static Planes slopes(int channels, int height, int width) {
        Planes planes = Planes.of(channels, height, width);
        for (int channel = 0; channel < channels; channel++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    float across = (float) (channel == 1 ? width - x : x) / width;
                    float down = (float) (channel == 2 ? height - y : y) / height;
                    planes.set(channel, y, x, 30 + 60 * across + 60 * down + 35 * channel);
                }
            }
        }
        return planes;
    }

    /** The same with every value multiplied. */
    static Planes times(Planes planes, float factor) {
        Planes result = Planes.of(planes.channels(), planes.height(), planes.width());
        for (int i = 0; i < result.values().length; i++) {
            result.values()[i] = planes.values()[i] * factor;
        }
        return result;
    }

    static double largestDifference(Planes one, Planes other) {
        if (one.channels() != other.channels() || one.height() != other.height() || one.width() != other.width()) {
            throw new AssertionError(one + " and " + other + " differ in size");
        }
        double largest = 0;
        for (int i = 0; i < one.values().length; i++) {
            largest = Math.max(largest, Math.abs(one.values()[i] - other.values()[i]));
        }
        return largest;
    }
}
