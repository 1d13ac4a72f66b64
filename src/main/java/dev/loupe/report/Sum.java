package dev.loupe.report;

import dev.loupe.work.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What all lines come to. Not thread-safe. */
final class Sum {
    /** On the page; the table has all. */
    static final int FAILURES = 500;

    private long done;
    private long failed;
    private long left;
    private long bytesIn;
    private long bytesOut;
    private final List<Line> failures = new ArrayList<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private final Map<Long, String> paths = new HashMap<>();
    private final Set<Long> wanted;
    private long[] finished = new long[1024];

    /** @param wanted ids whose paths are asked for in the end */
    Sum(Set<Long> wanted) {
        this.wanted = wanted;
    }

    void add(Line line) {
        if (wanted.contains(line.id())) {
            paths.put(line.id(), line.path());
        }
        switch (line.state()) {
            case "done" -> {
                bytesIn += line.bytes();
                bytesOut += line.resultBytes();
                finished = done < finished.length ? finished : Arrays.copyOf(finished, finished.length * 2);
                finished[(int) done++] = Instant.parse(line.finished()).toEpochMilli();
            }
            case "failed" -> {
                failed++;
                reasons.merge(line.reason(), 1L, Long::sum);
                if (failures.size() < FAILURES) {
                    failures.add(line);
                }
            }
            default -> left++;
        }
    }

    String path(long id) {
        return paths.getOrDefault(id, "");
    }

    long done() {
        return done;
    }

    long failed() {
        return failed;
    }

    /** Neither done nor failed: worked on now, or tried again later. */
    long left() {
        return left;
    }

    long bytesIn() {
        return bytesIn;
    }

    long bytesOut() {
        return bytesOut;
    }

    /** At most {@link #FAILURES}, the newest first. */
    List<Line> failures() {
        return failures;
    }

    /** How many failed, by their reason. */
    Map<String, Long> reasons() {
        return reasons;
    }

    /** When each was done, in milliseconds since 1970, in order. */
    long[] finished() {
        long[] times = Arrays.copyOf(finished, (int) done);
        Arrays.sort(times);
        return times;
    }

    /** From the first result to the last. */
    Duration lasted() {
        long[] times = finished();
        return times.length == 0 ? Duration.ZERO : Duration.ofMillis(times[times.length - 1] - times[0]);
    }
}
