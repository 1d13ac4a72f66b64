package dev.loupe.camel.source;

import dev.loupe.settings.SourceSettings;
import dev.loupe.settings.SourceSettings.Policy;
import dev.loupe.settings.SourceSettings.Type;
import dev.loupe.source.ServerAccess;
import dev.loupe.source.Campaign;
import dev.loupe.source.Pace;
import dev.loupe.source.Schedule;
import dev.loupe.work.Look;
import dev.loupe.work.SourceKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.component.file.GenericFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source while it runs. Safe for several threads.
 *
 * @param server to the server that its pictures are on
 * @param results to the place that its results go to; the same where they go back to its own server
 * @param pictures the pace at which pictures are fetched
 * @param pace in bytes, of everything that goes to its server or comes from it
 * @param unreadable directories that the server does not list
 * @param leftOut entries that the last listing showed and that are never fetched, such as links to directories
 * @param listings that have ended
 * @param admitted released whenever a listing has queued something
 */
record Source(
        SourceSettings settings, Schedule schedule, Campaign campaign, ServerAccess server, ServerAccess results,
        Pace pictures, Pace pace, Set<String> unreadable, AtomicLong leftOut, AtomicLong listings,
        Semaphore admitted) {
    static final Logger log = LoggerFactory.getLogger("loupe.sources");

    Source(SourceSettings settings, ServerAccess server, ServerAccess results, Clock clock, Pace.Rest rest) {
        this(settings, new Schedule(settings.flow(), clock), new Campaign(clock), server, results,
                new Pace(settings.flow().perSecond(), System::nanoTime, rest),
                new Pace(settings.flow().maxRate(), System::nanoTime, rest), new ConcurrentSkipListSet<>(),
                new AtomicLong(), new AtomicLong(), new Semaphore(0));
    }

    String name() {
        return settings.name();
    }

    /** Folders of one name in several homes may be one and the same, on a share; then they share its items, too. */
    SourceKey key() {
        return new SourceKey(name(), false);
    }

    /** Whether originals stay where they are when they are done. */
    boolean keeps() {
        return settings.original().policy() == Policy.KEEP;
    }

    /** What a listing says; only FTP's leaves out seconds. */
    Look look(GenericFile<?> file) {
        Instant modified = Instant.ofEpochMilli(Math.max(0, file.getLastModified()));
        boolean lists = settings.type() == Type.FTP || settings.type() == Type.FTPS;
        return lists
                ? Look.listed(file.getFileLength(), modified, ZoneId.systemDefault())
                : new Look(file.getFileLength(), modified, Look.Exactness.SECOND);
    }

    /** Whether a picture may be fetched now. */
    boolean open() {
        return schedule.open() && server.open().isEmpty();
    }

    void reached() {
        server.succeeded().ifPresent(away ->
                log.info("{}: the server answers again, after {} s", name(), away.toSeconds()));
    }

    void unreached(Throwable cause) {
        String reason = ServerDiagnosis.explain(cause, settings);
        if (server.failed(reason, ServerDiagnosis.reached(cause))) {
            log.warn("{}: {} It is tried again by itself", name(), reason);
        }
    }

    /** In a word or a sentence, for people. */
    String state() {
        if (schedule.paused()) {
            return "paused";
        }
        if (!schedule.inHours()) {
            return "waiting for its hours, " + settings.flow().hours().orElseThrow();
        }
        return server.open().or(results::open)
                .map(open -> "broken: " + open.reason())
                .orElse(campaign.standing().left() > 0 ? "working" : "listening");
    }
}
