package dev.loupe.bench;

import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.Random;

/** Pictures that compress about as photographs do: soft shapes, edges, and a little noise. */
public final class Pictures {
    private Pictures() {}

    /** 8-bit BGR, the same at every call. */
    public static Raster photograph(int width, int height) {
        Random random = new Random(1);
        byte[] samples = new byte[width * height * 3];
        for (int i = 0; i < samples.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            double shape = 90 * Math.sin(x / 37.0 + i % 3) * Math.cos(y / 53.0) + (x / 64 + y / 96) % 2 * 40;
            samples[i] = (byte) Math.max(0, Math.min(255, 110 + shape + random.nextGaussian() * 3));
        }
        return Raster.of(new Size(width, height), Layout.BGR, samples);
    }
}
