package dev.loupe.work;

import static dev.loupe.work.WorkRows.at;

import dev.loupe.store.Database;
import dev.loupe.work.WorkItem.Priority;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Takes in what the listings of sources show, and forgets what has gone from them. Safe for several threads. */
public final class Admissions {
    /** Rows of one query: some 200 bytes each on their way. */
    private static final int PAGE = 5_000;
    private static final String KNOWN = "select id, live_key, state, stage, size, modified, exact_to, kept"
            + " from work_item where intake = 'SOURCE' and source = ? and live_key > ?"
            + " order by intake, source, live_key limit " + PAGE;
    private static final String ADD = "insert into work_item (intake, source, home, home_bound, path, live_key, size,"
            + " modified, exact_to, priority, order_key, state, stage, not_before, admitted)"
            + " select 'SOURCE', ?, ?, ?, ?, ?, ?, cast(? as timestamp with time zone), ?, " + Priority.BULK.ordinal()
            + ", ?, 'QUEUED', 'ADMITTED', cast(? as timestamp with time zone), cast(? as timestamp with time zone)"
            + " where not exists (select 1 from work_item where intake = 'SOURCE' and source = ? and live_key = ?)";
    private static final String AGAIN = "update work_item set state = 'QUEUED', stage = 'ADMITTED', size = ?,"
            + " modified = ?, exact_to = ?, order_key = ?, not_before = ?, attempts = 0, deaths = 0,"
            + " home = case when home_bound then home else '' end where id = ?"
            + " and (state in ('DONE', 'FAILED') or state = 'QUEUED' and stage <> 'DELIVERED')";
    private static final String NOT_STARTED =
            " where id = ? and state = 'QUEUED' and stage = 'ADMITTED' and finished is ";
    private static final String FORGET = "delete from work_item" + NOT_STARTED + "null";
    private static final String RESTORE = "update work_item set not_before = null,"
            + " state = case when result_sha256 is null then 'FAILED' else 'DONE' end" + NOT_STARTED + "not null";

    private final Database database;
    private final WorkerLease lease;
    private final ZoneId zone;

    /** @param zone that times of listings are in */
    public Admissions(Database database, WorkerLease lease, ZoneId zone) {
        this.database = database;
        this.lease = lease;
        this.zone = zone;
    }

    /**
     * A file that a listing shows, and that is new or has changed.
     *
     * @param orderKey items of a source are claimed in the order of these; at most 100 characters
     */
    public record Arrival(String path, Look look, String orderKey) {}

    /** What is known of a source's originals now: read page by page, and compactly held. */
    public Known known(SourceKey source) {
        Known known = new Known(path -> source.of(lease.home(), path), zone);
        String last = "";
        for (int before = -1; known.size() > before; ) {
            before = known.size();
            String from = last;
            last = database.transaction(connection -> known.read(connection, KNOWN, source.name(), from)).orElse(last);
        }
        return known;
    }

    /**
     * Queues what is new or has changed, all at once.
     *
     * @param settle how long a file must have stood still before it is claimed
     */
    public void admit(SourceKey source, Known known, List<Arrival> arrivals, Duration settle) {
        OffsetDateTime now = at(Instant.now());
        OffsetDateTime notBefore = settle.isZero() ? null : now.plus(settle);
        List<Object[]> added = new ArrayList<>();
        List<Object[]> again = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            Look look = arrival.look();
            if (known.isKnown(arrival.path())) {
                again.add(new Object[] {look.size(), at(look.modified()), look.exactTo().name(), arrival.orderKey(),
                        notBefore, known.id(arrival.path())});
            } else {
                String key = source.of(lease.home(), arrival.path());
                added.add(new Object[] {source.name(), source.homeBound() ? lease.home() : "", source.homeBound(),
                        arrival.path(), key, look.size(), at(look.modified()), look.exactTo().name(),
                        arrival.orderKey(), notBefore, now, source.name(), key});
            }
        }
        // another process may have listed the same file at the same moment
        while (database.unlessTaken(connection -> write(connection, added, again)).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private static int write(Connection connection, List<Object[]> added, List<Object[]> again) throws SQLException {
        return Database.updateAll(connection, ADD, added) + Database.updateAll(connection, AGAIN, again);
    }

    /** Forgets what was queued and is not in the listing that has ended; what had been done before counts as done. */
    public void forgetUnseen(Known known) {
        List<Object[]> items = new ArrayList<>();
        known.unseen(id -> items.add(new Object[] {id}));
        for (int from = 0; from < items.size(); from += PAGE) {
            List<Object[]> some = items.subList(from, Math.min(items.size(), from + PAGE));
            database.transaction(connection -> Database.updateAll(connection, FORGET, some)
                    + Database.updateAll(connection, RESTORE, some));
        }
    }
}
