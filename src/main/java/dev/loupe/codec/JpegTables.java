package dev.loupe.codec;

import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The quantisation table of a JPEG's brightness, and the quality of the Independent JPEG Group that it amounts to. */
final class JpegTables {
    /** Table K.1 of ITU-T T.81 in zigzag order: what libjpeg scales by the quality. */
    private static final int[] BASE = {
        16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
        26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
        56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
        95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99};

    private static final int[][] BY_QUALITY =
            IntStream.rangeClosed(1, 100).mapToObj(JpegTables::scaled).toArray(int[][]::new);

    private int[] brightness;

    /** The table of a quality, as libjpeg's {@code jpeg_quality_scaling} and {@code jpeg_add_quant_table} make it. */
    private static int[] scaled(int quality) {
        int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
        return IntStream.of(BASE).map(step -> Math.max(1, Math.min(255, (step * percent + 50) / 100))).toArray();
    }

    /** Reads a segment that may hold several tables; number 0 is, by every encoder's custom, that of the brightness. */
    void read(byte[] bytes, int at, int end) {
        while (at < end) {
            int sampleBytes = (bytes[at] >> 4 & 15) + 1;
            if (sampleBytes > 2 || at + 1 + BASE.length * sampleBytes > end) {
                return;
            }
            if ((bytes[at] & 15) == 0) {
                brightness = new int[BASE.length];
                for (int i = 0; i < BASE.length; i++) {
                    int sample = at + 1 + i * sampleBytes;
                    brightness[i] = sampleBytes == 1 ? bytes[sample] & 0xff
                            : (bytes[sample] & 0xff) << 8 | bytes[sample + 1] & 0xff;
                }
            }
            at += 1 + BASE.length * sampleBytes;
        }
    }

    /** The quality, 1 to 100, whose table comes nearest; exact for what libjpeg wrote. */
    OptionalInt quality() {
        if (brightness == null) {
            return OptionalInt.empty();
        }
        int nearest = 0;
        for (int i = 1; i < BY_QUALITY.length; i++) {
            nearest = distance(i) < distance(nearest) ? i : nearest;
        }
        return OptionalInt.of(nearest + 1);
    }

    private int distance(int index) {
        int distance = 0;
        for (int i = 0; i < brightness.length; i++) {
            distance += Math.abs(BY_QUALITY[index][i] - brightness[i]);
        }
        return distance;
    }
}
