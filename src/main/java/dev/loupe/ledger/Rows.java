package dev.loupe.ledger;

import dev.loupe.ledger.Entry.Outcome;
import dev.loupe.ledger.Entry.State;
import dev.loupe.ledger.Look.Exactness;
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

/** How entries lie in the table. */
final class Rows {
    private Rows() {}

    static Entry entry(ResultSet row) throws SQLException {
        return new Entry(row.getLong("id"), row.getString("source"), row.getString("path"),
                State.valueOf(row.getString("state")),
                new Look(row.getLong("size"), instant(row, "modified").orElseThrow(),
                        Exactness.valueOf(row.getString("exact_to"))),
                Optional.ofNullable(row.getString("sha256")), row.getInt("begun"), row.getInt("tries"),
                row.getInt("seen_again"),
                instant(row, "not_before"), Optional.ofNullable(row.getString("reason")),
                Optional.ofNullable(row.getString("error")),
                Optional.ofNullable(row.getString("result")), outcome(row), instant(row, "first_seen").orElseThrow(),
                instant(row, "finished"));
    }

    private static Optional<Outcome> outcome(ResultSet row) throws SQLException {
        String sha256 = row.getString("result_sha256");
        return sha256 == null ? Optional.empty() : Optional.of(new Outcome(sha256, row.getLong("result_bytes"),
                row.getInt("input_width"), row.getInt("input_height"), row.getInt("result_width"),
                row.getInt("result_height"),
                row.getLong("millis"), row.getString("notes"), row.getBoolean("kept")));
    }

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** What a path, or a place and a name, is known by in an index. */
    static String key(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have SHA-256
        }
    }
}
