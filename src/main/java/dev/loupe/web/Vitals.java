package dev.loupe.web;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the process has and uses, in bytes.
 *
 * @param memoryUsagePercent of the machine's memory, or of the container's where there is a limit
 * @param rss of this process; -1 where the system does not say
 * @param nativeBytes what of that is not Java's heap: the libraries' memory, code, threads
 */
record Vitals(double memoryUsagePercent, long heap, long heapMax, long rss, long nativeBytes, long diskFree) {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final Path STATUS = Path.of("/proc/self/status");

    static Vitals now(Path disk) {
        Runtime runtime = Runtime.getRuntime();
        long total = SYSTEM.getTotalMemorySize();
        long rss = residentBytes();
        double used = total <= 0 ? 0 : 100.0 * (total - SYSTEM.getFreeMemorySize()) / total;
        return new Vitals(Math.round(used * 10) / 10.0, runtime.totalMemory() - runtime.freeMemory(),
                runtime.maxMemory(),
                rss, Math.max(0, rss - runtime.totalMemory()), disk.toFile().getUsableSpace());
    }

    private static long residentBytes() {
        try {
            return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmRSS:")).findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).orElse(-1L);
        } catch (IOException notLinux) {
            return -1;
        }
    }
}
