package dev.loupe.work;

import dev.loupe.work.Look.Exactness;
import dev.loupe.work.WorkItem.Intake;
import dev.loupe.work.WorkItem.Outcome;
import dev.loupe.work.WorkItem.Priority;
import dev.loupe.work.WorkItem.Problem;
import dev.loupe.work.WorkItem.Stage;
import dev.loupe.work.WorkItem.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;

/** How items lie in the table. */
final class WorkRows {
    private static final int LONGEST_ERROR = 4000;

    private WorkRows() {}

    static WorkItem item(ResultSet row) throws SQLException {
        return new WorkItem(new Claim(row.getLong("id"), row.getLong("claim")),
                Intake.valueOf(row.getString("intake")), row.getString("source"), row.getString("path"), look(row),
                Optional.ofNullable(row.getString("sha256")), Priority.values()[row.getInt("priority")],
                State.valueOf(row.getString("state")), Stage.valueOf(row.getString("stage")), row.getInt("attempts"),
                row.getInt("deaths"), row.getInt("seen_again"), instant(row, "not_before"), problem(row),
                Optional.ofNullable(row.getString("result")), outcome(row), instant(row, "admitted").orElseThrow(),
                instant(row, "finished"));
    }

    static Look look(ResultSet row) throws SQLException {
        return new Look(row.getLong("size"), instant(row, "modified").orElseThrow(),
                Exactness.valueOf(row.getString("exact_to")));
    }

    private static Optional<Problem> problem(ResultSet row) throws SQLException {
        String reason = row.getString("reason");
        return reason == null ? Optional.empty() : Optional.of(new Problem(reason, row.getString("error")));
    }

    private static Optional<Outcome> outcome(ResultSet row) throws SQLException {
        String sha256 = row.getString("result_sha256");
        return sha256 == null ? Optional.empty() : Optional.of(new Outcome(sha256, row.getLong("result_bytes"),
                row.getInt("input_width"), row.getInt("input_height"), row.getInt("result_width"),
                row.getInt("result_height"), row.getLong("millis"), row.getString("notes"), row.getBoolean("kept")));
    }

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    static String shortened(String error) {
        return error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
    }

    /** SHA-256 in lower-case hexadecimal: what long texts are known by in an index. */
    static String key(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have SHA-256
        }
    }
}
