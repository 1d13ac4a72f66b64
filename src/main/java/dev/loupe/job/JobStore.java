package dev.loupe.job;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.job.Job.Picture;
import dev.loupe.job.Job.Times;
import dev.loupe.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table of jobs. Every change of state says from which state, so that two that want it at once cannot both have it.
 */
final class JobStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> OPTIONS = new TypeReference<>() {};
    private static final String ROWS = "select j.*, case when j.state = 'QUEUED' then (select count(*) from job q"
            + " where q.state = 'QUEUED' and (q.lane > j.lane or q.lane = j.lane and q.seq <= j.seq)) end as place"
            + " from job j ";

    private final Database database;

    JobStore(Database database) {
        this.database = database;
    }

    /** On the disk when this returns; a token that is known already makes it return false and change nothing. */
    boolean insert(List<Job> jobs, Optional<Token> token) {
        boolean inserted = database.transaction(connection -> {
            if (token.isPresent() && find(token.get()).isPresent()) {
                return false;
            }
            for (Job job : jobs) {
                Database.update(connection, "insert into job (id, owner, name, lane, state, options, callback, created,"
                        + " input_bytes, input_format, input_width, input_height)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        job.id(), job.owner(), job.name(), job.lane().name(), job.state().name(), json(job.options()),
                        job.callback().orElse(null), at(job.times().created()), job.input().bytes(),
                        job.input().format(), job.input().width(), job.input().height());
            }
            if (token.isPresent()) {
                Token t = token.get();
                Database.update(connection, "insert into idempotency (owner, token, fingerprint, jobs, created)"
                        + " values (?, ?, ?, ?, ?)", t.owner(), t.text(), t.fingerprint(),
                        String.join(",", jobs.stream().map(Job::id).toList()), at(Instant.now()));
            }
            return true;
        });
        if (inserted) {
            database.sync();
        }
        return inserted;
    }

    /** A client's name for a request, and what the request was. */
    record Token(String owner, String text, String fingerprint) {}

    /** What a token stood for the first time. */
    record Known(String fingerprint, List<String> jobs) {}

    Optional<Known> find(Token token) {
        return database.transaction(connection -> Database.first(connection,
                "select fingerprint, jobs from idempotency where owner = ? and token = ?",
                row -> new Known(row.getString(1), List.of(row.getString(2).split(","))), token.owner(), token.text()));
    }

    void forget(Token token) {
        change("delete from idempotency where owner = ? and token = ?", token.owner(), token.text());
    }

    Optional<Job> find(String id) {
        return database.transaction(connection ->
                Database.first(connection, ROWS + "where j.id = ?", JobStore::job, id));
    }

    /** The newest first; {@code owner} and {@code state} where given, and only those before {@code seq}. */
    List<Job> list(Optional<String> owner, Optional<JobState> state, long before, int limit) {
        return database.transaction(connection -> Database.all(connection, ROWS
                + "where j.seq < ? and (? = '' or j.owner = ?) and (? = '' or j.state = ?) order by j.seq desc limit ?",
                JobStore::job, before, owner.orElse(""), owner.orElse(""), state.map(Enum::name).orElse(""),
                state.map(Enum::name).orElse(""), limit));
    }

    /** Jobs that should be in the queue or on the way through it. */
    List<Job> active() {
        return database.transaction(connection -> Database.all(connection,
                ROWS + "where j.state in ('QUEUED', 'RUNNING') order by j.seq", JobStore::job));
    }

    /** Those that ended before a time and still have files. */
    List<Job> finishedBefore(Instant time) {
        return database.transaction(connection -> Database.all(connection, ROWS
                + "where j.state in ('DONE', 'FAILED', 'CANCELLED') and j.finished < ? order by j.seq limit 1000",
                JobStore::job, at(time)));
    }

    /** The folder's jobs whose results it has, the oldest first. */
    List<Job> delivered() {
        return database.transaction(connection -> Database.all(connection, ROWS + "where j.owner = ? and j.told = true"
                + " and j.state in ('DONE', 'FAILED', 'CANCELLED') order by j.seq limit 1000", JobStore::job,
                Job.FOLDER));
    }

    int count(JobState state) {
        return database.transaction(connection -> Database.first(connection, "select count(*) from job where state = ?",
                row -> row.getInt(1), state.name()).orElse(0));
    }

    /** Bytes of all files that are kept. */
    long bytes() {
        return database.transaction(connection -> Database.first(connection,
                "select coalesce(sum(input_bytes + coalesce(result_bytes, 0)), 0) from job where state <> 'EXPIRED'",
                row -> row.getLong(1)).orElse(0L));
    }

    boolean start(String id, JobState from) {
        return change("update job set state = 'RUNNING', started = ?, error = null where id = ? and state = ?",
                at(Instant.now()), id, from.name());
    }

    boolean done(String id, Picture result, String report) {
        return change("update job set state = 'DONE', finished = ?, result_bytes = ?, result_format = ?,"
                + " result_width = ?, result_height = ?, report = ? where id = ? and state = 'RUNNING'",
                at(Instant.now()), result.bytes(), result.format(), result.width(), result.height(), report, id);
    }

    /** To FAILED or CANCELLED; {@code error} may be null. */
    boolean end(String id, JobState from, JobState to, String error) {
        return change("update job set state = ?, finished = ?, error = ? where id = ? and state = ?",
                to.name(), at(Instant.now()), error, id, from.name());
    }

    /** Back into the queue; {@code error} says why the last attempt failed and may be null. */
    boolean requeue(String id, JobState from, String error) {
        return change("update job set state = 'QUEUED', started = null, finished = null, told = false, error = ?"
                + " where id = ? and state = ?", error, id, from.name());
    }

    /** Jobs that ended without their callback having been told, or given up. */
    List<Job> untold() {
        return database.transaction(connection -> Database.all(connection, ROWS + "where j.callback is not null"
                + " and j.told = false and j.state in ('DONE', 'FAILED', 'CANCELLED') order by j.seq", JobStore::job));
    }

    void told(String id) {
        change("update job set told = true where id = ?", id);
    }

    boolean expire(String id) {
        return change("update job set state = 'EXPIRED', result_bytes = null where id = ?"
                + " and state in ('DONE', 'FAILED', 'CANCELLED')", id);
    }

    boolean delete(String id) {
        return change("delete from job where id = ?", id);
    }

    /** Forgets what ended before a time altogether. */
    void forgetBefore(Instant time) {
        change("delete from job where state = 'EXPIRED' and finished < ?", at(time));
        change("delete from idempotency where created < ?", at(time));
    }

    private boolean change(String sql, Object... arguments) {
        return database.transaction(connection -> Database.update(connection, sql, arguments)) > 0;
    }

    private static Job job(ResultSet row) throws SQLException {
        String resultFormat = row.getString("result_format");
        int place = row.getInt("place");
        Optional<Integer> position = row.wasNull() ? Optional.empty() : Optional.of(place);
        return new Job(row.getString("id"), row.getLong("seq"), row.getString("owner"), row.getString("name"),
                Lane.valueOf(row.getString("lane")), JobState.valueOf(row.getString("state")),
                options(row.getString("options")),
                Optional.ofNullable(row.getString("callback")),
                new Times(instant(row, "created").orElseThrow(), instant(row, "started"), instant(row, "finished")),
                new Picture(row.getInt("input_width"), row.getInt("input_height"), row.getString("input_format"),
                        row.getLong("input_bytes")),
                resultFormat == null ? Optional.empty() : Optional.of(new Picture(row.getInt("result_width"),
                        row.getInt("result_height"), resultFormat, row.getLong("result_bytes"))),
                position, row.getString("report"), row.getString("error"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(UTC);
    }

    private static String json(Map<String, String> options) {
        try {
            return JSON.writeValueAsString(options);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // texts can always be written
        }
    }

    private static Map<String, String> options(String json) {
        try {
            return JSON.readValue(json, OPTIONS);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the job's options in the table are not JSON", broken);
        }
    }
}
