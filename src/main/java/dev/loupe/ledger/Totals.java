package dev.loupe.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * A campaign in numbers.
 *
 * @param working files that a process has now
 * @param waiting files that are tried again later
 * @param bytesIn of the originals that are done
 * @param bytesOut of their results
 * @param began when the first of its files was taken
 * @param ended when the last of them was done or had failed
 */
public record Totals(
        String source, long done, long failed, long working, long waiting, long bytesIn, long bytesOut,
        Optional<Instant> began,
        Optional<Instant> ended) {}
