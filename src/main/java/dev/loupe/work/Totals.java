package dev.loupe.work;

import java.time.Instant;
import java.util.Optional;

/**
 * A source in numbers.
 *
 * @param running pictures that a worker has now
 * @param queued pictures to be claimed, now or later
 * @param bytesIn of the originals that are done
 * @param bytesOut of their results
 * @param began when the first of its files was taken
 * @param ended when the last of them was done or had failed
 */
public record Totals(
        String source, long done, long failed, long running, long queued, long bytesIn, long bytesOut,
        Optional<Instant> began,
        Optional<Instant> ended) {}
