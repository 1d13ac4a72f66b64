package dev.loupe.ledger;

import static dev.loupe.ledger.Rows.at;

import dev.loupe.ledger.Entry.State;
import dev.loupe.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people ask of the ledger. Safe for several threads and processes. */
public final class History {
    private static final String AGAIN = "update ledger set state = 'WAITING', not_before = ?, tries = 0, begun = 0,"
            + " sha256 = null, size = -1 where ";
    private static final String COUNT = "count(case when state = '%s' then 1 end)";

    private final Database database;

    public History(Database database) {
        this.database = database;
    }

    /**
     * The entries of a source, or of all; those in one state, or in any; the newest ids first.
     *
     * @param before only entries with smaller ids; {@link Long#MAX_VALUE} for the first page
     */
    public List<Entry> list(Optional<String> source, Optional<State> state, long before, int limit) {
        return database.transaction(connection -> Database.all(connection, "select * from ledger where id < ?"
                + " and (? = '' or source = ?) and (? = '' or state = ?) order by id desc limit ?", Rows::entry, before,
                source.orElse(""), source.orElse(""), state.map(Enum::name).orElse(""),
                state.map(Enum::name).orElse(""), limit));
    }

    public Optional<Entry> find(long id) {
        return database.transaction(connection ->
                Database.first(connection, "select * from ledger where id = ?", Rows::entry, id));
    }

    public Optional<Entry> find(String source, String path) {
        return database.transaction(connection -> Database.first(connection,
                "select * from ledger where source = ? and path_key = ?", Rows::entry, source, Rows.key(path)));
    }

    /**
     * Lets a file that is done, failed or waiting be fetched and done again when its source is looked at next.
     *
     * @return false where there is none of this id, or a process has it
     */
    public boolean retry(long id) {
        return database.transaction(connection -> Database.update(connection,
                AGAIN + "id = ? and state <> 'WORKING'", at(Instant.EPOCH), id)) > 0;
    }

    /** {@link #retry} for every file of a source, or of all, that has failed; returns how many there are. */
    public int retryFailed(Optional<String> source) {
        return database.transaction(connection -> Database.update(connection,
                AGAIN + "state = 'FAILED' and (? = '' or source = ?)",
                at(Instant.EPOCH), source.orElse(""), source.orElse("")));
    }

    /**
     * The sum of each source that has entries, by its name.
     *
     * @param since only what ended at this time or later, and what has not ended; {@link Instant#EPOCH} for everything
     */
    public List<Totals> totals(Instant since) {
        return database.transaction(connection -> Database.all(connection, "select source, "
                + COUNT.formatted(State.DONE) + " done, " + COUNT.formatted(State.FAILED) + " failed, "
                + COUNT.formatted(State.WORKING) + " working, " + COUNT.formatted(State.WAITING) + " waiting,"
                + " coalesce(sum(case when state = 'DONE' then size end), 0) bytes_in,"
                + " coalesce(sum(case when state = 'DONE' then result_bytes end), 0) bytes_out,"
                + " min(first_seen) began, max(finished) ended from ledger where finished is null or finished >= ?"
                + " group by source order by source",
                row -> new Totals(row.getString("source"), row.getLong("done"), row.getLong("failed"),
                        row.getLong("working"), row.getLong("waiting"), row.getLong("bytes_in"),
                        row.getLong("bytes_out"),
                        Rows.instant(row, "began"), Rows.instant(row, "ended")), at(since)));
    }
}
