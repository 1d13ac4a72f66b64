package dev.loupe.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.loupe.failure.Failed;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.api.ErrorCode;

/** The one database of a home, with its schema brought up to date on opening. Safe for several threads. */
public final class Database implements AutoCloseable {
    /** Both databases say so in these words. */
    private static final String BROKEN_KEY = "23505";
    private static final int CONNECTIONS = 8;

    private final Database root;
    private final List<Database> beside = new CopyOnWriteArrayList<>();
    private volatile HikariDataSource source;
    private volatile boolean closed;

    /** @throws Failed where the database cannot be opened */
    public Database(String jdbcUrl) {
        this.root = this;
        HikariDataSource opened = open(configuration(jdbcUrl, CONNECTIONS));
        this.source = opened;
        try {
            new Schema(opened, jdbcUrl).update();
        } catch (RuntimeException refused) { // FlywayException, or what a driver throws
            try (opened) {
                throw refused instanceof Failed ? refused : unopened(jdbcUrl, refused);
            }
        }
    }

    private Database(Database root, HikariDataSource source) {
        this.root = root;
        this.source = source;
        root.beside.add(this);
    }

    /**
     * The same database through one connection of its own, for what must not wait behind other work: it gives up after
     * {@code timeout}, even where the network swallows everything. The caller closes it.
     */
    public Database withOneConnection(Duration timeout) {
        HikariConfig config = configuration(source.getJdbcUrl(), 1);
        config.setConnectionTimeout(timeout.toMillis());
        config.setValidationTimeout(timeout.toMillis());
        if (isPostgres()) {
            String seconds = Long.toString(Math.max(1, timeout.toSeconds()));
            config.addDataSourceProperty("socketTimeout", seconds);
            config.addDataSourceProperty("connectTimeout", seconds);
        }
        return new Database(root, open(config));
    }

    public boolean isPostgres() {
        return source.getJdbcUrl().startsWith("jdbc:postgresql:");
    }

    private static HikariConfig configuration(String jdbcUrl, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setPoolName("loupe");
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        if (jdbcUrl.startsWith("jdbc:h2:")) { // its own shutdown hook would close it under what a stop still finishes
            config.addDataSourceProperty("DB_CLOSE_ON_EXIT", "FALSE");
        }
        return config;
    }

    private static HikariDataSource open(HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException refused) { // PoolInitializationException, or what it makes of an unknown driver
            throw unopened(config.getJdbcUrl(), refused);
        }
    }

    /** The parameters of a URL may hold a password. */
    private static Failed unopened(String jdbcUrl, RuntimeException refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException busy && busy.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                return new Failed("The database " + jdbcUrl.replaceFirst("[?;].*", "")
                        + " is in use by another Loupe: " + holder(jdbcUrl) + ". An H2 file serves one process; several"
                        + " homes share a PostgreSQL (loupe.jobs.jdbc-url).", refused);
            }
        }
        return new Failed("The database " + jdbcUrl.replaceFirst("[?;].*", "") + " cannot be opened: "
                + refused.getMessage() + ". See loupe.jobs.jdbc-url.", refused);
    }

    /** Who has the home that the file of H2 lies in, where it usually lies. */
    private static String holder(String jdbcUrl) {
        Path state = Path.of(jdbcUrl.replaceFirst("^jdbc:h2:(file:)?", "").replaceFirst(";.*", "")).getParent();
        return state == null || state.getParent() == null ? "unknown"
                : HomeLock.holder(state.resolveSibling("loupe.lock"));
    }

    /** Work inside one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs {@code work} in a transaction, which outlives the process when this returns and is gone when it throws. */
    public <T> T transaction(Work<T> work) {
        HikariDataSource pool = source;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.with(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            }
        } catch (SQLException failure) {
            Failed failed = new Failed("The database did not answer (" + failure.getMessage()
                    + "); see loupe.jobs.jdbc-url.", failure);
            // H2 closes itself when its disk is full
            if (failure.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED || pool.isClosed() && !closed) {
                root.reopen(this, pool, failed);
            }
            throw failed;
        }
    }

    /** For the next transaction; while that is not possible, each one tries. */
    private synchronized void reopen(Database asking, HikariDataSource broken, Failed reason) {
        if (asking.source != broken) {
            return; // another thread was faster
        }
        List<Database> all = new ArrayList<>(beside);
        all.add(0, this);
        all.forEach(each -> each.source.close()); // H2 opens its file again once nobody has it open
        try {
            for (Database each : all) {
                HikariConfig config = new HikariConfig();
                each.source.copyStateTo(config);
                each.source = open(config);
            }
        } catch (RuntimeException refused) {
            reason.addSuppressed(refused);
        }
    }

    /**
     * Brings what was committed to the disk itself, for what must outlive the power: H2 only hands it to the system.
     */
    public void sync() {
        if (source.getJdbcUrl().startsWith("jdbc:h2:file:")) {
            transaction(connection -> update(connection, "checkpoint sync"));
        }
    }

    /** {@link #transaction}, or empty where it would break a key: somebody else has what it wants to take. */
    public <T> Optional<T> unlessTaken(Work<T> work) {
        try {
            return Optional.of(transaction(work));
        } catch (Failed failure) {
            if (failure.getCause() instanceof SQLException refused && BROKEN_KEY.equals(refused.getSQLState())) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    public static int update(Connection connection, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    /** One statement for many rows of arguments; returns how many rows it changed. */
    public static int updateAll(Connection connection, String sql, List<Object[]> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] arguments : rows) {
                set(statement, arguments);
                statement.addBatch();
            }
            return rows.isEmpty() ? 0 : Arrays.stream(statement.executeBatch()).sum();
        }
    }

    public static <T> Optional<T> first(Connection connection, String sql, Row<T> row, Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    public static <T> List<T> all(Connection connection, String sql, Row<T> row, Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        set(statement, arguments);
        return statement;
    }

    private static void set(PreparedStatement statement, Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
    }

    @Override
    public void close() {
        closed = true;
        root.beside.remove(this);
        source.close();
    }
}
