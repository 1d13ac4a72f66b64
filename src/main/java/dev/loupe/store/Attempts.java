package dev.loupe.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers durably which pictures are being worked on, so that one that kills the process is known by what it did.
 * Safe for several threads.
 */
public final class Attempts {
    private static final String ROW = " from attempt where source = ? and path = ? and sha256 = ?";

    private final Database database;

    public Attempts(Database database) {
        this.database = database;
    }

    /** Records, before work starts, that it starts; returns how often it has been started without ever ending. */
    public int begin(Origin origin) {
        return database.transaction(connection -> {
            Optional<Integer> before = Database.first(connection, "select begun" + ROW, row -> row.getInt(1),
                    key(origin));
            Timestamp now = Timestamp.from(Instant.now());
            if (before.isEmpty()) {
                Database.update(connection,
                        "insert into attempt (source, path, sha256, begun, since) values (?, ?, ?, 1, ?)",
                        origin.source(), origin.path(), origin.sha256(), now);
                return 1;
            }
            Database.update(connection,
                    "update attempt set begun = begun + 1, since = ? where source = ? and path = ? and sha256 = ?",
                    now, origin.source(), origin.path(), origin.sha256());
            return before.get() + 1;
        });
    }

    /** Records that the work ended, well or badly. */
    public void end(Origin origin) {
        database.transaction(connection -> Database.update(connection, "delete" + ROW, key(origin)));
    }

    /** How many pictures were in flight when the process before this one ended. */
    public int unfinished() {
        return database.transaction(connection ->
                Database.first(connection, "select count(*) from attempt", row -> row.getInt(1)).orElse(0));
    }

    static boolean isInFlight(Connection connection, Origin origin) throws SQLException {
        return Database.first(connection, "select begun" + ROW, row -> true, key(origin)).isPresent();
    }

    private static Object[] key(Origin origin) {
        return new Object[] {origin.source(), origin.path(), origin.sha256()};
    }
}
