package dev.loupe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a benchmark found.
 *
 * @param version the library and the natives that really ran; empty for the reference
 * @param openMilliseconds reading the network and making it ready, once
 * @param milliseconds the median of {@code runs}
 * @param all every run, in order
 * @param tflops 10^12 additions and multiplications a second; null where the network's cost is not known
 * @param rssBytes the most memory the process has held since {@link #forgetPeak()}; 0 where the system does not tell
 */
record Measured(
        String model, int side, String engine, String device, String precision, String version, int runs,
        double openMilliseconds, double milliseconds, double[] all, Double tflops, long rssBytes) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");

    /** Lets go of what preparing took, and has the kernel count the peak anew where it can (proc_pid_clear_refs(5)). */
    static void forgetPeak() {
        System.gc();
        try {
            Files.writeString(CLEAR, "5");
        } catch (IOException notLinux) {
            // then the peak includes the preparation
        }
    }

    /** Runs the work once to warm up and then so many times. */
    static double[] milliseconds(int runs, Runnable work) {
        work.run();
        double[] all = new double[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            work.run();
            all[i] = millisecondsSince(start);
        }
        return all;
    }

    static double millisecondsSince(long nanoTime) {
        return Math.round((System.nanoTime() - nanoTime) / 1e3) / 1e3;
    }

    static double median(double[] all) {
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** {@code VmHWM} of the kernel's status file (proc_pid_status(5)). */
    static long peakBytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst().orElse(0);
        } catch (IOException notLinux) {
            return 0;
        }
    }

    String line() {
        return String.format(Locale.ROOT, "%s at %dx%d on %s:%s %s: %.1f ms (median of %d)%s, at most %d MB resident",
                model, side, side, engine, device, precision, milliseconds, runs,
                tflops == null ? "" : String.format(Locale.ROOT, ", %.3f TFLOP/s", tflops), rssBytes >> 20);
    }
}
