package dev.loupe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.failure.Rejected;
import dev.loupe.plan.Limits;
import dev.loupe.raster.Depth;
import dev.loupe.raster.Layout;
import dev.loupe.raster.Pictures;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged files end as pictures or as refusals: never as another exception, never as the end of the process. */
class FuzzTest {
    private static final int ROUNDS = Integer.getInteger("loupe.fuzz", 300);
    private static final Size SIZE = new Size(40, 30);

    private final Codec codec = new Codec(new Limits(1_000_000, 1_000_000, 1_000_000), 0);

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void damage(ImageFormat format) {
        Random random = new Random(format.ordinal());
        List<byte[]> samples = samples(format);
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] damaged = damage(samples.get(i % samples.size()), random);
            try {
                assertThat(codec.decode(damaged, "damaged").raster().size().pixels()).isPositive();
            } catch (Rejected rejected) {
                assertThat(rejected.getMessage()).matches("(?s)[A-Z].*\\.");
                refused++;
            }
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS);
    }

    /** Cut off, or with up to eight bits turned, half of them near the start, where the headers are. */
    private static byte[] damage(byte[] file, Random random) {
        if (random.nextInt(3) == 0) {
            return Arrays.copyOf(file, random.nextInt(file.length));
        }
        byte[] damaged = file.clone();
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
            int at = random.nextInt(random.nextBoolean() ? file.length : Math.min(file.length, 120));
            damaged[at] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    private List<byte[]> samples(ImageFormat format) {
        List<byte[]> samples = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            for (Depth depth : Depth.values()) {
                Raster raster = Pictures.smooth(SIZE, layout, depth);
                samples.add(codec.encode(raster, format, 90).bytes());
                if (format == ImageFormat.TIFF) {
                    samples.add(new TiffBuilder(raster).tag(274, 6).planes());
                }
            }
        }
        byte[] first = samples.get(0);
        switch (format) {
            case JPEG -> samples.add(FileParts.jpegWithExif(first, 6));
            case PNG -> samples.add(FileParts.pngWithExif(first, 6, true));
            case WEBP -> samples.add(FileParts.webpWithExif(first, SIZE.width(), SIZE.height(), 6, false));
            default -> { }
        }
        return samples;
    }
}
