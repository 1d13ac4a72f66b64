package dev.loupe.ledger;

import static dev.loupe.ledger.Rows.at;

import dev.loupe.ledger.Entry.Outcome;
import dev.loupe.store.Database;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Who has which file, and what became of it. A file is had by one process at a time: it is claimed, and the claim is
 * renewed for as long as the process lives. Times of claims are the database's, so that clocks need not agree. Durable
 * when a method returns. Safe for several threads and processes.
 */
public final class Ledger {
    /** How long a claim outlives the process that made it. */
    public static final Duration LEASE = Duration.ofSeconds(90);

    private static final String LEASE_END = "current_timestamp + interval '" + LEASE.toSeconds() + "' second";
    private static final String FREE = "(state <> 'WORKING' or claimed_until < current_timestamp)";
    private static final String LOOKED_UP = "select path_key, state, size, modified, exact_to, kept, " + FREE + " free,"
            + " case when not_before > current_timestamp then 1 else 0 end early from ledger where source = ?";
    /** Rows of one query: some 200 bytes each on their way. */
    private static final int PAGE = 5_000;
    private static final String FREED = ", claimed_by = null, claimed_until = null";
    private static final int LONGEST_TEXT = 4000;

    private final Database database;
    private final String process;
    private final ZoneId zone;

    /**
     * @param process by which claims are known; the same again when the process is started again
     * @param zone that times of listings are in
     */
    public Ledger(Database database, String process, ZoneId zone) {
        this.database = database;
        this.process = process;
        this.zone = zone;
    }

    /** What is to be done with a file that a listing shows. */
    public enum Need {
        /** It is new, has changed, or is to be tried again. */
        FETCH,
        /** It has ended and looks as it did then. */
        NOTHING,
        /** It is left, but not now: its time has not come, or a process has it. */
        LATER
    }

    /** What is known of a source's files now, for a whole listing: read page by page, and compactly held. */
    public Known known(String source) {
        Known known = new Known(zone);
        String last = "";
        for (int before = -1; known.size() > before; ) {
            before = known.size();
            String from = last;
            last = database.transaction(connection -> known.read(connection, LOOKED_UP
                    + " and path_key > ? order by source, path_key limit " + PAGE, source, from)).orElse(last);
        }
        return known;
    }

    /**
     * Takes a file for this process, before it is fetched; empty where another has it, or has done it since it was
     * listed.
     *
     * @param keeps whether originals stay when they are done
     */
    public Optional<Entry> claim(String source, String path, Look look, boolean keeps) {
        String key = Rows.key(path);
        Known one = new Known(zone);
        boolean mine = database.transaction(connection -> {
            boolean there = one.read(connection, LOOKED_UP + " and path_key = ? for update", source, key).isPresent();
            return there && one.need(path, look, keeps) == Need.FETCH
                    && Database.update(connection, "update ledger set state = 'WORKING', claimed_by = ?,"
                            + " claimed_until = " + LEASE_END + " where source = ? and path_key = ?",
                            process, source, key) > 0;
        });
        return mine || one.size() == 0 && add(source, path, look)
                ? new History(database).find(source, path) : Optional.empty();
    }

    /** False where there is an entry already: it is not free, or another process has just added it. */
    private boolean add(String source, String path, Look look) {
        return database.unlessTaken(connection ->
                Database.update(connection, "insert into ledger (source, path, path_key, state,"
                + " size, modified, exact_to, claimed_by, claimed_until, first_seen)"
                + " values (?, ?, ?, 'WORKING', ?, ?, ?, ?, " + LEASE_END + ", ?)", source, path, Rows.key(path),
                look.size(), at(look.modified()), look.exactTo().name(), process, at(Instant.now()))).isPresent();
    }

    /**
     * Records what was fetched.
     *
     * @return false where this very content has ended before: then it is given back as it was, and there is nothing to
     *     be done
     */
    public boolean fetched(long id, Look look, String sha256) {
        return database.transaction(connection -> {
            Entry entry = Database.first(connection, "select * from ledger where id = ?", Rows::entry, id)
                    .orElseThrow();
            boolean same = entry.sha256().equals(Optional.of(sha256));
            boolean known = same && entry.finished().isPresent();
            String rest = known ? ended(entry) + ", seen_again = seen_again + 1"
                    : ", finished = null, result_sha256 = null" + (same ? "" : ", tries = 0, begun = 0");
            Database.update(connection, "update ledger set sha256 = ?, size = ?, modified = ?, exact_to = ?" + rest
                    + " where id = ?", sha256, look.size(), at(look.modified()), look.exactTo().name(), id);
            return !known;
        });
    }

    /** As it was before it was claimed. */
    private static String ended(Entry entry) {
        return FREED + (entry.outcome().isPresent() ? ", state = 'DONE', reason = null, error = null"
                : ", state = 'FAILED'");
    }

    /** Records, before work starts, that it starts; returns how often it has been started without ever ending. */
    public int begin(long id) {
        change("update ledger set begun = begun + 1 where id = ?", id);
        return new History(database).find(id).map(Entry::begun).orElseThrow();
    }

    /**
     * Reserves the name of a file's result, which it keeps for ever; names that differ in case alone are the same.
     *
     * @param where the place results go to, such as a server's directory
     * @param wanted relative to it, with {@code /} between its parts
     * @return {@code wanted}, or the first of {@code name-2}, {@code name-3} … that no other file has
     */
    public String place(long id, String where, String wanted) {
        for (int version = 1; ; version++) {
            String name = ResultName.versioned(wanted, version);
            String key = Rows.key(where + '\n' + Normalizer.normalize(name, Normalizer.Form.NFC)
                    .toLowerCase(Locale.ROOT));
            Optional<Integer> taken = database.unlessTaken(connection ->
                    Database.first(connection, "select id from ledger where place_key = ?", row -> row.getLong(1), key)
                            .filter(owner -> owner != id).isPresent()
                            ? 0
                            : Database.update(connection, "update ledger set place_key = ?, result = ? where id = ?",
                                    key, name, id));
            if (taken.equals(Optional.of(1))) {
                return name;
            }
        }
    }

    public void done(long id, Outcome outcome) {
        end("update ledger set state = 'DONE', begun = 0, tries = 0, not_before = null, reason = null, error = null,"
                + " result_sha256 = ?, result_bytes = ?, input_width = ?, input_height = ?, result_width = ?,"
                + " result_height = ?, millis = ?, notes = ?, kept = ?, finished = ?" + FREED, id,
                outcome.sha256(), outcome.bytes(), outcome.inputWidth(), outcome.inputHeight(),
                outcome.width(), outcome.height(), outcome.millis(), shortened(outcome.notes()), outcome.kept(),
                at(Instant.now()));
    }

    /** Its original should be gone and is not: that is tried again when {@code wait} is over. */
    public void notCleared(long id, Duration wait) {
        change("update ledger set not_before = ? where id = ? and state = 'DONE'", at(Instant.now().plus(wait)), id);
    }

    /** For good, unless the file changes or somebody asks for it to be tried again. */
    public void failed(long id, String reason, String error) {
        end("update ledger set state = 'FAILED', begun = 0, reason = ?, error = ?, result_sha256 = null, finished = ?"
                + FREED,
                id, reason, shortened(error), at(Instant.now()));
    }

    /** Failed in a way that may pass: tried again when {@code wait} is over. */
    public void later(long id, String reason, String error, Duration wait) {
        end("update ledger set state = 'WAITING', begun = 0, tries = tries + 1, reason = ?, error = ?, not_before = ?"
                + FREED,
                id, reason, shortened(error), at(Instant.now().plus(wait)));
    }

    /** Gives a file back as it is: the process is stopping, or its server went away. */
    public void release(long id) {
        end("update ledger set state = 'WAITING', begun = 0, not_before = ?" + FREED, id, at(Instant.EPOCH));
    }

    /** Gives back a file that is gone from its source: what was never done is forgotten. */
    public void vanished(long id) {
        database.transaction(connection -> {
            Entry entry = Database.first(connection, "select * from ledger where id = ?", Rows::entry, id)
                    .orElseThrow();
            return entry.finished().isEmpty()
                    ? Database.update(connection, "delete from ledger where id = ? and claimed_by = ?", id, process)
                    : Database.update(connection, "update ledger set begun = 0" + ended(entry)
                            + " where id = ? and claimed_by = ?",
                            id, process);
        });
    }

    /** Keeps what this process has for another {@link #LEASE}. */
    public void renew() {
        change("update ledger set claimed_until = " + LEASE_END + " where claimed_by = ? and state = 'WORKING'",
                process);
    }

    /** Frees what the process before this one had when it ended; returns how many files that are. */
    public int recover() {
        return database.transaction(connection -> Database.update(connection, "update ledger set state = 'WAITING',"
                + " not_before = ?" + FREED + " where claimed_by = ? and state = 'WORKING'", at(Instant.EPOCH),
                process));
    }

    /** Only where this process still has the file: a claim that has run out is another's. */
    private void end(String update, long id, Object... values) {
        Object[] all = Arrays.copyOf(values, values.length + 2);
        all[values.length] = id;
        all[values.length + 1] = process;
        change(update + " where id = ? and claimed_by = ?", all);
    }

    private boolean change(String sql, Object... arguments) {
        return database.transaction(connection -> Database.update(connection, sql, arguments)) > 0;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }
}
