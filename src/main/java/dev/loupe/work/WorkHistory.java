package dev.loupe.work;

import static dev.loupe.work.WorkRows.at;

import dev.loupe.store.Database;
import dev.loupe.work.WorkItem.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people ask of the work. Safe for several threads and processes. */
public final class WorkHistory {
    /** Without the old checksum, known content is not recognised and skipped. */
    private static final String AGAIN = "update work_item set state = 'QUEUED', stage = 'ADMITTED', not_before = null,"
            + " attempts = 0, deaths = 0, sha256 = null, home = case when home_bound then home else '' end"
            + " where live_key is not null and ";
    private static final String COUNT = "count(case when state = '%s' then 1 end)";

    private final Database database;

    public WorkHistory(Database database) {
        this.database = database;
    }

    /**
     * The items of a source, or of all; those in one state, or in any; the newest ids first.
     *
     * @param before only items with smaller ids; {@link Long#MAX_VALUE} for the first page
     */
    public List<WorkItem> list(Optional<String> source, Optional<State> state, long before, int limit) {
        return database.transaction(connection -> Database.all(connection, "select * from work_item where id < ?"
                + " and (? = '' or source = ?) and (? = '' or state = ?) order by id desc limit ?", WorkRows::item,
                before, source.orElse(""), source.orElse(""), state.map(Enum::name).orElse(""),
                state.map(Enum::name).orElse(""), limit));
    }

    public Optional<WorkItem> find(long id) {
        return database.transaction(connection -> WorkStore.find(connection, id));
    }

    /**
     * Queues an item that has ended, or waits, once more.
     *
     * @return false where there is none of this id, a worker has it, or its original is no longer where it was
     */
    public boolean retry(long id) {
        return database.transaction(connection -> Database.update(connection, AGAIN + "id = ? and state <> 'RUNNING'"
                + " and not (state = 'QUEUED' and stage = 'DELIVERED')", id)) > 0;
    }

    /** {@link #retry} for everything of a source, or of all, that has failed; returns how much that is. */
    public int retryFailed(Optional<String> source) {
        return database.transaction(connection -> Database.update(connection,
                AGAIN + "state = 'FAILED' and (? = '' or source = ?)", source.orElse(""), source.orElse("")));
    }

    /** Forgets what ended longer ago, and whose original is no longer where it was; returns how much that is. */
    public int forget(Duration keep) {
        return database.transaction(connection -> Database.update(connection, "delete from work_item"
                + " where live_key is null and state in ('DONE', 'FAILED') and finished < ?",
                at(Instant.now().minus(keep))));
    }

    /** The sum of one source; empty where it has no items. */
    public Optional<Totals> totals(String source) {
        return totals("source = ?", source).stream().findFirst();
    }

    /**
     * The sum of each source that has items, by its name.
     *
     * @param since only what ended at this time or later, and what has not ended; {@link Instant#EPOCH} for everything
     */
    public List<Totals> totals(Instant since) {
        return totals("finished is null or finished >= ?", at(since));
    }

    private List<Totals> totals(String which, Object argument) {
        return database.transaction(connection -> Database.all(connection, "select source, "
                + COUNT.formatted(State.DONE) + " done, " + COUNT.formatted(State.FAILED) + " failed, "
                + COUNT.formatted(State.RUNNING) + " running, " + COUNT.formatted(State.QUEUED) + " queued,"
                + " coalesce(sum(case when state = 'DONE' then size end), 0) bytes_in,"
                + " coalesce(sum(case when state = 'DONE' then result_bytes end), 0) bytes_out,"
                + " min(admitted) began, max(finished) ended from work_item where " + which
                + " group by source order by source",
                row -> new Totals(row.getString("source"), row.getLong("done"), row.getLong("failed"),
                        row.getLong("running"), row.getLong("queued"), row.getLong("bytes_in"),
                        row.getLong("bytes_out"), WorkRows.instant(row, "began"), WorkRows.instant(row, "ended")),
                argument));
    }
}
