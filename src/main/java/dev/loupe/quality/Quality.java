package dev.loupe.quality;

import dev.loupe.raster.Raster;
import dev.loupe.raster.Region;

/**
 * How close an enlarged picture comes to the original it was shrunk from, on luma.
 *
 * @param psnr in dB, infinite where nothing differs
 * @param ssim 1 where nothing differs; Wang et al., Image Quality Assessment: From Error Visibility to Structural
 *     Similarity, IEEE TIP 13(4), 2004
 */
public record Quality(double psnr, double ssim) {
    /** White of 8-bit samples, also for luma: the papers' convention. */
    private static final double PEAK = 255;

    /**
     * Compares as the papers do: both pictures at 8 bits, luma of MATLAB's YCbCr, {@code border} pixels (the scale)
     * left out on every side. An original that is a little larger, because the scale does not divide it, is cut to the
     * result.
     *
     * @throws IllegalArgumentException if the original is smaller than the result, or nothing is left inside the border
     */
    public static Quality of(Raster result, Raster original, int border) {
        Region common = result.size().all();
        Luma one = Luma.of(result, border);
        Luma other = Luma.of(original.cut(common), border);
        return new Quality(psnr(one, other), Ssim.of(one, other));
    }

    private static double psnr(Luma one, Luma other) {
        double sum = 0;
        for (int i = 0; i < one.values().length; i++) {
            double difference = one.values()[i] - other.values()[i];
            sum += difference * difference;
        }
        return 10 * Math.log10(PEAK * PEAK * one.values().length / sum);
    }
}
