package dev.loupe.store;

import dev.loupe.failure.Failed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a database's tables up to date; what an earlier version has written comes along. */
record Schema(DataSource source, String jdbcUrl) {
    private static final Logger log = LoggerFactory.getLogger(Schema.class);
    /** Up to here, 0.1.0: its processes claim files in the ledger. */
    private static final int LEDGER = 4;
    private static final String CLAIMED = "select count(*) from ledger where state = 'WORKING'"
            + " and claimed_until > current_timestamp";

    /** @throws Failed where processes of an earlier version still work on it, or it cannot be copied first */
    void update() {
        Flyway flyway = Flyway.configure().dataSource(source).locations("classpath:db/migration").load();
        MigrationInfo current = flyway.info().current();
        if (current != null && flyway.info().pending().length > 0) {
            try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
                if (Integer.parseInt(current.getVersion().getVersion()) <= LEDGER) {
                    requireUnclaimed(statement);
                }
                if (jdbcUrl.startsWith("jdbc:h2:file:")) {
                    copy(statement, current.getVersion().getVersion());
                }
            } catch (SQLException refused) {
                throw new Failed("The database could not be copied before it is brought up to date ("
                        + refused.getMessage() + ").", refused);
            }
        }
        flyway.migrate();
    }

    private void requireUnclaimed(Statement statement) throws SQLException {
        if (jdbcUrl.startsWith("jdbc:h2:")) {
            return; // one process has it at a time, and this is the one
        }
        try (ResultSet claimed = statement.executeQuery(CLAIMED)) {
            if (claimed.next() && claimed.getInt(1) > 0) {
                throw new Failed("Processes of Loupe 0.1.0 are working on " + claimed.getInt(1) + " files of this"
                        + " database. Stop them all, wait 90 seconds, then start this one: it brings the database up to"
                        + " date.");
            }
        }
    }

    private void copy(Statement statement, String version) throws SQLException {
        Path file = Path.of(jdbcUrl.replaceFirst("^jdbc:h2:file:", "").replaceFirst(";.*", ""));
        Path copy = file.resolveSibling(file.getFileName() + "-schema" + version + ".zip");
        if (!Files.exists(copy)) {
            statement.execute("backup to '" + copy.toString().replace("'", "''") + "'");
            log.info("The database is brought up to date; as it was it is kept in {}", copy);
        }
    }
}
