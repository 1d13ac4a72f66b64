package dev.loupe.quality;

import java.util.function.IntToDoubleFunction;

/** The structural similarity of two pictures: a Gaussian window of 11 pixels, sigma 1.5, where it fits whole. */
final class Ssim {
    private static final int WINDOW = 11;
    private static final double SIGMA = 1.5;
    private static final double C1 = square(0.01 * 255);
    private static final double C2 = square(0.03 * 255);

    private Ssim() {}

    /** The mean over the picture; not a number for a picture smaller than the window. */
    static double of(Luma one, Luma other) {
        double[] a = one.values();
        double[] b = other.values();
        double[] meanA = blurred(one, i -> a[i]);
        double[] meanB = blurred(one, i -> b[i]);
        double[] squaresA = blurred(one, i -> a[i] * a[i]);
        double[] squaresB = blurred(one, i -> b[i] * b[i]);
        double[] products = blurred(one, i -> a[i] * b[i]);
        double sum = 0;
        for (int i = 0; i < meanA.length; i++) {
            double means = meanA[i] * meanB[i];
            double powers = square(meanA[i]) + square(meanB[i]);
            double variances = squaresA[i] + squaresB[i] - powers;
            sum += (2 * means + C1) * (2 * (products[i] - means) + C2) / ((powers + C1) * (variances + C2));
        }
        return sum / meanA.length;
    }

    /** Weighted means of the window's pixels, for every place in which the window fits. */
    private static double[] blurred(Luma picture, IntToDoubleFunction values) {
        double[] weights = weights();
        int width = Math.max(0, picture.width() - WINDOW + 1);
        int height = Math.max(0, picture.height() - WINDOW + 1);
        double[] lines = new double[width * picture.height()];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < width; x++) {
                for (int k = 0; k < WINDOW; k++) {
                    lines[y * width + x] += weights[k] * values.applyAsDouble(y * picture.width() + x + k);
                }
            }
        }
        double[] blurred = new double[width * height];
        for (int i = 0; i < blurred.length; i++) {
            for (int k = 0; k < WINDOW; k++) {
                blurred[i] += weights[k] * lines[i + k * width];
            }
        }
        return blurred;
    }

    private static double[] weights() {
        double[] weights = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            weights[i] = Math.exp(-square(i - WINDOW / 2) / (2 * square(SIGMA)));
            sum += weights[i];
        }
        for (int i = 0; i < WINDOW; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private static double square(double value) {
        return value * value;
    }
}
