package dev.loupe.engine.onednn;

import dev.loupe.raster.Layout;
import dev.loupe.raster.Raster;
import dev.loupe.raster.Size;
import java.util.List;

/**
 * Small pictures made of formulas, with what photographs, drawings and pages hold: slopes, edges, texture, fine lines,
 * strokes like letters, night, print. Ranges for integers are measured on them, so they must not come from anybody's
 * benchmark.
 */
final class Scenes {
    /** Samples per pixel and direction: edges are as soft as a camera's. */
    private static final int FINE = 3;

    /** A colour, 0..1 each of blue, green, red, at a place given in pixels. */
    private interface Painter {
        double colour(double x, double y, int channel);
    }

    private Scenes() {}

    /** All scenes, {@code side} pixels wide and high. */
    static List<Raster> render(int side) {
        List<Painter> painters = List.of(Scenes::balls, Scenes::rings, Scenes::letters, Scenes::leaves, Scenes::shards,
                Scenes::night, Scenes::print);
        return painters.stream().map(painter -> render(painter, side)).toList();
    }

    private static Raster render(Painter painter, int side) {
        byte[] samples = new byte[side * side * 3];
        for (int i = 0; i < samples.length; i++) {
            double sum = 0;
            for (int fine = 0; fine < FINE * FINE; fine++) {
                double x = i / 3 % side + (fine % FINE + 0.5) / FINE;
                double y = i / 3 / side + (fine / FINE + 0.5) / FINE;
                sum += Math.min(1, Math.max(0, painter.colour(x, y, i % 3)));
            }
            samples[i] = (byte) Math.round(255 * sum / (FINE * FINE));
        }
        return Raster.of(new Size(side, side), Layout.BGR, samples);
    }

    /** Shaded balls before a slope. */
    private static double balls(double x, double y, int channel) {
        double sky = 0.35 + 0.004 * y + 0.1 * channel - 0.002 * x;
        for (int i = 0; i < 7; i++) {
            double radius = 6 + 14 * random(i, 1, 0);
            double dx = (x - 96 * random(i, 2, 0)) / radius;
            double dy = (y - 96 * random(i, 3, 0)) / radius;
            double inside = 1 - dx * dx - dy * dy;
            if (inside > 0) {
                return random(i, 4, channel) * (0.25
                        + 0.75 * Math.max(0, 0.5 * Math.sqrt(inside) - 0.5 * dx - 0.6 * dy));
            }
        }
        return sky;
    }

    /** Rings that grow finer outwards, down to two pixels. */
    private static double rings(double x, double y, int channel) {
        double squared = (x - 40) * (x - 40) + (y - 50) * (y - 50);
        return 0.5 + (0.5 - 0.1 * channel) * Math.sin(squared * 0.022 + channel);
    }

    /** Strokes on paper, in lines. */
    private static double letters(double x, double y, int channel) {
        double paper = 0.97 - 0.03 * channel * random((int) (x / 24), (int) (y / 24), 9);
        double row = y % 12;
        int letter = (int) (x / 6) + 100 * (int) (y / 12);
        double column = x % 6;
        boolean upright = random(letter, 1, 5) < 0.7 && column > 0.8 && column < 2.1;
        boolean across = random(letter, 2, 5) < 0.6 && Math.abs(row - 3 - 4 * random(letter, 3, 5)) < 0.7
                && column < 4.5;
        boolean slanted = random(letter, 4, 5) < 0.4 && Math.abs(column - 4.5 + row * 0.35) < 0.6;
        boolean written = row > 2 && row < 9 && random(letter, 6, 5) < 0.85 && (upright || across || slanted);
        return written ? 0.06 + 0.1 * channel : paper;
    }

    /** Four octaves of noise, green. */
    private static double leaves(double x, double y, int channel) {
        double sum = 0;
        for (int octave = 0; octave < 4; octave++) {
            double size = 16 >> octave;
            sum += noise(x / size, y / size, octave + 10) / (octave + 1.2);
        }
        return (sum - 0.55) * (channel == 1 ? 0.8 : 0.45) + 0.1 * noise(x / 30, y / 30, channel);
    }

    /** Plain saturated surfaces with straight edges. */
    private static double shards(double x, double y, int channel) {
        int side = 0;
        for (int i = 0; i < 6; i++) {
            double angle = 3.2 * random(i, 20, 0);
            double along = (x - 48) * Math.cos(angle) + (y - 48) * Math.sin(angle);
            side = side * 2 + (along > 60 * (random(i, 21, 0) - 0.5) ? 1 : 0);
        }
        return random(side, 22, channel) > 0.5 ? 0.15 + 0.85 * random(side, 23, channel) : 0;
    }

    /** Dark, grainy, with lights and a fence. */
    private static double night(double x, double y, int channel) {
        double light = 0.06 + 0.08 * noise(x * 0.9, y * 0.9, 30 + channel);
        for (int i = 0; i < 9; i++) {
            double distance = Math.hypot(x - 96 * random(i, 31, 0), y - 60 * random(i, 32, 0));
            light += (0.5 + random(i, 33, channel)) / (1 + distance * distance * distance * 0.15);
        }
        boolean fence = y > 60 && (x % 4.3 < 1.1 || Math.abs(y - 70) < 0.8);
        return fence ? 0.55 - 0.1 * channel : light;
    }

    /** Dots of printing ink over coarse grain: the hardest that a scanner sees. */
    private static double print(double x, double y, int channel) {
        double tone = 0.2 + 0.6 * noise(x / 20, y / 20, 50 + channel);
        double angle = 0.3 + 0.4 * channel;
        double u = (x * Math.cos(angle) + y * Math.sin(angle)) / 4;
        double v = (y * Math.cos(angle) - x * Math.sin(angle)) / 4;
        double distance = Math.hypot(u - Math.floor(u) - 0.5, v - Math.floor(v) - 0.5);
        return distance < 0.6 * Math.sqrt(tone) ? 0.05 : 0.95;
    }

    /** Smooth noise 0..1 with one bump per unit. */
    private static double noise(double x, double y, int seed) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double fx = (x - left) * (x - left) * (3 - 2 * (x - left));
        double fy = (y - top) * (y - top) * (3 - 2 * (y - top));
        double upper = random(left, top, seed) * (1 - fx) + random(left + 1, top, seed) * fx;
        double lower = random(left, top + 1, seed) * (1 - fx) + random(left + 1, top + 1, seed) * fx;
        return upper * (1 - fy) + lower * fy;
    }

    /** A number 0..1 that belongs to three whole numbers. */
    private static double random(int a, int b, int c) {
        long bits = a * 0x9E3779B97F4A7C15L ^ b * 0xC2B2AE3D27D4EB4FL ^ c * 0x165667B19E3779F9L;
        bits = (bits ^ bits >>> 29) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ bits >>> 32) * 0x94D049BB133111EBL;
        return (bits >>> 11) * 0x1p-53;
    }
}
