package dev.loupe.work;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * What a listing says about a file, which is enough to tell whether to look again.
 *
 * @param size in bytes
 * @param modified the file's time, by the server's clock
 * @param exactTo how much of the time the listing gave
 */
public record Look(long size, Instant modified, Exactness exactTo) {
    /**
     * How much of a file's time a listing gives: FTP's LIST has no seconds, and for files older than half a year no
     * hour.
     */
    public enum Exactness {
        SECOND(ChronoUnit.SECONDS),
        MINUTE(ChronoUnit.MINUTES),
        DAY(ChronoUnit.DAYS);

        private final ChronoUnit unit;

        Exactness(ChronoUnit unit) {
            this.unit = unit;
        }

        private ZonedDateTime of(Instant time, ZoneId zone) {
            return time.atZone(zone).truncatedTo(unit);
        }
    }

    /** A time out of FTP's LIST, whose form only shows in what it lacks; in the zone it was read in. */
    public static Look listed(long size, Instant modified, ZoneId zone) {
        ZonedDateTime time = modified.atZone(zone);
        Exactness exactness = !time.equals(time.truncatedTo(ChronoUnit.MINUTES)) ? Exactness.SECOND
                : time.equals(time.truncatedTo(ChronoUnit.DAYS)) ? Exactness.DAY : Exactness.MINUTE;
        return new Look(size, modified, exactness);
    }

    /** Whether both may be looks at one and the same content: equal sizes, and times equal as far as both are known. */
    public boolean agrees(Look other, ZoneId zone) {
        Exactness coarser = exactTo.compareTo(other.exactTo) >= 0 ? exactTo : other.exactTo;
        return size == other.size && coarser.of(modified, zone).equals(coarser.of(other.modified, zone));
    }
}
