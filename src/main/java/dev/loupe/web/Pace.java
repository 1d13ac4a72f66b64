package dev.loupe.web;

import java.util.HashMap;
import java.util.Map;

/** So many pictures a minute for each key, evenly refilled, all of them at once at most. Safe for several threads. */
final class Pace {
    private static final double MINUTE_NANOS = 60e9;

    private static final class Bucket {
        private double left;
        private long since;
    }

    private final Map<String, Bucket> buckets = new HashMap<>();

    synchronized boolean mayGo(Caller caller) {
        if (caller.perMinute() == 0) {
            return true;
        }
        long now = System.nanoTime();
        Bucket bucket = buckets.computeIfAbsent(caller.name(), name -> {
            Bucket full = new Bucket();
            full.left = caller.perMinute();
            full.since = now;
            return full;
        });
        bucket.left = Math.min(caller.perMinute(),
                bucket.left + (now - bucket.since) / MINUTE_NANOS * caller.perMinute());
        bucket.since = now;
        if (bucket.left < 1) {
            return false;
        }
        bucket.left--;
        return true;
    }
}
