package dev.loupe.work;

import static dev.loupe.work.WorkRows.at;
import static dev.loupe.work.WorkRows.shortened;

import dev.loupe.failure.ClaimLost;
import dev.loupe.failure.Failed;
import dev.loupe.store.Database;
import dev.loupe.work.WorkItem.Outcome;
import dev.loupe.work.WorkItem.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims items and records what becomes of them. Every update names the claim it is made under; one that another worker
 * has overtaken changes nothing and throws {@link ClaimLost}. What is written outlives the process when a method
 * returns. Safe for several threads and processes.
 */
public final class WorkStore {
    /** In the order of the index, which H2 uses for sorting only where all of its columns are named. */
    private static final String NEXT = "select id from work_item where intake = 'SOURCE' and source = ? and home = ?"
            + " and state = 'QUEUED' and not_before is null"
            + " order by intake, source, home, state, not_before, priority, order_key, id limit 1";
    private static final String TAKE =
            "update work_item set state = 'RUNNING', worker = ?, claim = claim + 1 where id = ";
    private static final String FREED = ", worker = null";
    private static final String ENDED = ", not_before = null, attempts = 0, deaths = 0" + FREED;
    /** From a time on, because H2 would begin with the rows that have none. */
    private static final String PROMOTE = "update work_item set not_before = null where state = 'QUEUED'"
            + " and not_before between timestamp with time zone '2000-01-01 00:00:00+00' and current_timestamp";
    /** Only results are kept. */
    private static final String LAST_KEPT =
            "case when stage in ('ENLARGED', 'DELIVERED') then stage else 'ADMITTED' end";
    private static final Logger log = LoggerFactory.getLogger("loupe.work");
    private static final long PROMOTION_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final WorkerLease lease;
    private final AtomicLong promotion = new AtomicLong(System.nanoTime());
    private final Set<Claim> abandoned = ConcurrentHashMap.newKeySet();

    public WorkStore(Database database, WorkerLease lease) {
        this.database = database;
        this.lease = lease;
    }

    /** The next item of a source that this home can do, now this worker's; empty where there is none. */
    public Optional<WorkItem> claim(String source) {
        if (!lease.isHeld()) {
            return Optional.empty();
        }
        promote();
        return claim(source, lease.home()).or(() -> claim(source, ""));
    }

    private Optional<WorkItem> claim(String source, String home) {
        if (database.isPostgres()) {
            return database.transaction(connection -> Database.first(connection, TAKE + "(" + NEXT
                    + " for update skip locked) returning *", WorkRows::item, lease.id(), source, home));
        }
        while (true) { // H2 would lock every row that matches
            Optional<Long> next = database.transaction(connection ->
                    Database.first(connection, NEXT, row -> row.getLong(1), source, home));
            Optional<WorkItem> taken = next.flatMap(id -> database.transaction(connection ->
                    Database.update(connection, TAKE + "? and state = 'QUEUED'", lease.id(), id) > 0
                            ? find(connection, id) : Optional.empty()));
            if (next.isEmpty() || taken.isPresent()) {
                return taken;
            }
        }
    }

    /** Items whose time has come, or that were abandoned, may be claimed; looked after at most once a second. */
    private void promote() {
        long last = promotion.get();
        long now = System.nanoTime();
        if (now - last >= PROMOTION_NANOS && promotion.compareAndSet(last, now)) {
            database.transaction(connection -> Database.update(connection, PROMOTE));
            abandoned.forEach(this::releaseUnlessEnded);
        }
    }

    /**
     * Nobody works on an item any more, however that came about. If nothing was recorded of its end, as while the
     * database is away, it is queued again as soon as that can be recorded.
     */
    public void abandon(Claim claim) {
        abandoned.add(claim);
        try {
            releaseUnlessEnded(claim);
        } catch (Failed away) {
            log.warn("An item is queued again when the database answers: {}", away.getMessage());
        }
    }

    private void releaseUnlessEnded(Claim claim) {
        try {
            release(claim);
        } catch (ClaimLost ended) {
            // it is recorded, or somebody else's
        }
        abandoned.remove(claim);
    }

    static Optional<WorkItem> find(Connection connection, long id) throws SQLException {
        return Database.first(connection, "select * from work_item where id = ?", WorkRows::item, id);
    }

    /**
     * Records what was fetched.
     *
     * @param keeps whether the original stays when it is done
     * @return {@link Stage#FETCHED}; {@link Stage#DELIVERED} where this very content was done before, so that only its
     *     original is to be settled; empty where not even that, or it had failed: then the item is as it was, and no
     *     longer claimed
     */
    public Optional<Stage> fetched(Claim claim, Look look, String sha256, boolean keeps) {
        return database.transaction(connection -> {
            WorkItem item = find(connection, claim.item()).orElseThrow(ClaimLost::new);
            boolean same = item.sha256().equals(Optional.of(sha256));
            Optional<Stage> next = !same || item.finished().isEmpty() ? Optional.of(Stage.FETCHED)
                    : item.outcome().filter(outcome -> !keeps && !outcome.kept()).map(done -> Stage.DELIVERED);
            String rest = next.equals(Optional.of(Stage.FETCHED))
                    ? ", stage = 'FETCHED', finished = null, result_sha256 = null, kept = false, reason = null,"
                    + " error = null" + (same ? "" : ", attempts = 0, deaths = 0")
                    : ", seen_again = seen_again + 1"
                    + (next.isPresent() ? ", stage = 'DELIVERED'" : asItWas(item));
            change(connection, claim, "sha256 = ?, size = ?, modified = ?, exact_to = ?" + rest, sha256, look.size(),
                    at(look.modified()), look.exactTo().name());
            return next;
        });
    }

    private static String asItWas(WorkItem item) {
        return ENDED + (item.outcome().isPresent() ? ", state = 'DONE', reason = null, error = null"
                : ", state = 'FAILED'");
    }

    /** From now on the death of this process counts against the picture. */
    public void enlarging(Claim claim) {
        change(claim, "stage = 'ENLARGING'");
    }

    /** The result is a file in this home: it is delivered from here, and never computed again. */
    public void enlarged(Claim claim, Outcome outcome) {
        change(claim, "stage = 'ENLARGED', home = ?, deaths = 0, result_sha256 = ?, result_bytes = ?, input_width = ?,"
                + " input_height = ?, result_width = ?, result_height = ?, millis = ?, notes = ?, kept = ?",
                lease.home(), outcome.sha256(), outcome.bytes(), outcome.inputWidth(), outcome.inputHeight(),
                outcome.width(), outcome.height(), outcome.millis(), shortened(outcome.notes()), outcome.kept());
    }

    /** @param forced whether this is to be on the disk before the original is touched */
    public void delivered(Claim claim, boolean forced) {
        change(claim, "stage = 'DELIVERED', home = case when home_bound then home else '' end");
        if (forced) {
            database.sync();
        }
    }

    /** @param gone whether the original is no longer where it was: the same name is new work then */
    public void done(Claim claim, boolean gone) {
        end(claim, "DONE", gone, "reason = null, error = null");
    }

    /** For good, unless the original changes or somebody asks for it to be tried again. */
    public void failed(Claim claim, String reason, String error, boolean gone) {
        end(claim, "FAILED", gone, "result_sha256 = null, reason = ?, error = ?", reason, shortened(error));
    }

    private void end(Claim claim, String state, boolean gone, String rest, Object... values) {
        Object[] all = Arrays.copyOf(values, values.length + 1);
        all[values.length] = at(Instant.now());
        change(claim, "state = '" + state + "', " + rest + ENDED + (gone ? ", live_key = null" : "")
                + ", finished = ?", all);
    }

    /** Failed in a way that may pass: claimed again when {@code wait} is over, at the stage it has reached. */
    public void later(Claim claim, String reason, String error, Duration wait) {
        back(claim, ", attempts = attempts + 1", reason, error, wait);
    }

    /** Not the picture's fault: as {@link #later}, and no attempt is counted. */
    public void postpone(Claim claim, String reason, String error, Duration wait) {
        back(claim, "", reason, error, wait);
    }

    private void back(Claim claim, String counted, String reason, String error, Duration wait) {
        change(claim, "state = 'QUEUED', stage = " + LAST_KEPT + counted + ", reason = ?, error = ?, not_before = ?"
                + FREED, reason, shortened(error), at(Instant.now().plus(wait)));
    }

    /** Gives an item back as it is. */
    public void release(Claim claim) {
        change(claim, "state = 'QUEUED', stage = " + LAST_KEPT + FREED);
    }

    /** The original is gone from its source: what was never done is forgotten, what was stays as it was. */
    public void vanished(Claim claim) {
        database.transaction(connection -> {
            WorkItem item = find(connection, claim.item()).orElseThrow(ClaimLost::new);
            if (item.finished().isEmpty()) {
                require(Database.update(connection, "delete from work_item where id = ? and claim = ?"
                        + " and state = 'RUNNING'", claim.item(), claim.number()));
            } else {
                change(connection, claim, "stage = stage" + asItWas(item));
            }
            return null;
        });
    }

    private void change(Claim claim, String set, Object... values) {
        database.transaction(connection -> {
            change(connection, claim, set, values);
            return null;
        });
    }

    private static void change(Connection connection, Claim claim, String set, Object... values) throws SQLException {
        Object[] all = Arrays.copyOf(values, values.length + 2);
        all[values.length] = claim.item();
        all[values.length + 1] = claim.number();
        require(Database.update(connection, "update work_item set " + set
                + " where id = ? and claim = ? and state = 'RUNNING'", all));
    }

    private static void require(int changed) {
        if (changed == 0) {
            throw new ClaimLost();
        }
    }
}
