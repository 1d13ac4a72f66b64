package dev.loupe.work;

import dev.loupe.core.RecurringTask;
import dev.loupe.failure.ClaimLost;
import dev.loupe.failure.Failed;
import dev.loupe.store.Database;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those that share a database: what it claims is its own for as long as it renews its lease. It
 * takes back what the process before it in its home had claimed, and what belongs to others whose lease is over.
 * Thread-safe.
 */
public final class WorkerLease implements AutoCloseable {
    /** How long claims outlive the process that made them, where another has to notice. */
    public static final Duration USUAL = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger("loupe.work");
    private static final int RENEWALS = 4;
    /** Nothing but a finished result outlives the process: originals are fetched again. */
    private static final String BACK = "update work_item set state = 'QUEUED', worker = null,"
            + " deaths = case when stage = 'ENLARGING' then deaths + ? else deaths end,"
            + " stage = case when stage in ('ENLARGED', 'DELIVERED') then stage else 'ADMITTED' end"
            + " where state = 'RUNNING' and worker = ?";
    /** A result that lies in a home which is gone is made again, where its original can be had. */
    private static final String UNBIND = "update work_item set home = '',"
            + " stage = case when stage = 'ENLARGED' then 'ADMITTED' else stage end"
            + " where home = ? and state = 'QUEUED' and not home_bound";

    private record Other(String id, String home) {}

    private final Database database;
    private final String home;
    private final Duration length;
    private final String id = UUID.randomUUID().toString();
    private final int recovered;
    private final ScheduledExecutorService beats =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "lease"));
    private boolean reachable = true;
    private long reachableSince = System.nanoTime();
    private volatile long renewed = System.nanoTime();

    /**
     * Takes the lease, and takes back what the process before this one in the same home had claimed.
     *
     * @param database a connection of its own is made from it, and closed with this
     * @param home 64 characters that tell homes apart; the same again when the home is started again
     */
    public WorkerLease(Database database, String home, Duration length) {
        this.database = database.withOneConnection(Duration.ofMillis(Math.max(1000, length.toMillis() / RENEWALS)));
        this.home = home;
        this.length = length;
        this.recovered = this.database.transaction(this::recover);
    }

    /** The lease of the process that has a home: it is renewed from now on, by itself. */
    public static WorkerLease started(Database database, Path folder) {
        WorkerLease lease = new WorkerLease(database, home(folder), USUAL);
        long pause = USUAL.toMillis() / RENEWALS;
        lease.beats.scheduleWithFixedDelay(lease::beat, pause, pause, TimeUnit.MILLISECONDS);
        return lease;
    }

    /** What a home is known by: its path on this machine. */
    private static String home(Path folder) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            host = "localhost";
        }
        return WorkRows.key(host + ":" + folder);
    }

    private int recover(Connection connection) throws SQLException {
        int items = 0;
        for (Other before : others(connection, "home = ?", home)) {
            items += Database.update(connection, BACK, 1, before.id());
            forget(connection, before);
        }
        enter(connection);
        return items;
    }

    private static List<Other> others(Connection connection, String which, Object... arguments) throws SQLException {
        return Database.all(connection, "select id, home from worker where " + which + " for update",
                row -> new Other(row.getString(1), row.getString(2)), arguments);
    }

    private static void forget(Connection connection, Other worker) throws SQLException {
        Database.update(connection, "delete from worker where id = ?", worker.id());
    }

    private void enter(Connection connection) throws SQLException {
        Database.update(connection, "insert into worker (id, home, started, lease_until)"
                + " values (?, ?, current_timestamp, " + end() + ")", id, home);
    }

    private String end() { // the database's time, so that clocks need not agree
        return "current_timestamp + interval '" + length.toMillis() / 1000.0 + "' second";
    }

    /** Renews once; takes over what belongs to others whose lease is over. */
    void beat() {
        long now = System.nanoTime();
        try {
            database.transaction(this::renew);
            renewed = now;
            if (!reachable) {
                reachable = true;
                reachableSince = now;
                log.info("The database answers again");
            }
            if (now - reachableSince >= length.toNanos()) { // others may have missed theirs with the database away
                int items = database.transaction(this::sweep);
                if (items > 0) {
                    log.warn("{} of a worker that is gone: queued again",
                            items == 1 ? "1 picture" : items + " pictures");
                }
            }
        } catch (RuntimeException | Error away) { // or it would never be renewed again
            if (reachable) {
                log.warn("The lease on claimed pictures could not be renewed: {}", away.getMessage());
            }
            reachable = false;
        }
    }

    private int renew(Connection connection) throws SQLException {
        int mine = Database.update(connection, "update worker set lease_until = " + end() + " where id = ?", id);
        if (mine == 0) { // taken for gone; what it had is queued again
            enter(connection);
        }
        return mine;
    }

    private int sweep(Connection connection) throws SQLException {
        int items = 0;
        for (Other gone : others(connection, "lease_until < current_timestamp")) {
            items += Database.update(connection, BACK, 1, gone.id());
            items += Database.update(connection, UNBIND, gone.home());
            forget(connection, gone);
        }
        return items;
    }

    /** How many pictures the process before this one in the same home had claimed when it ended. */
    public int recovered() {
        return recovered;
    }

    String id() {
        return id;
    }

    public String home() {
        return home;
    }

    /** Whether nobody can have taken over what this process has claimed, by its own clock. */
    public boolean isHeld() {
        return System.nanoTime() - renewed < length.toNanos();
    }

    /** @throws ClaimLost where somebody may have taken over what this process has claimed */
    public void requireHeld() {
        if (!isHeld()) {
            throw new ClaimLost();
        }
    }

    /** Queues what is still claimed. The lease runs out by itself: until then, results kept here are not made again. */
    @Override
    public void close() {
        RecurringTask.end(beats);
        try {
            database.transaction(connection -> Database.update(connection, BACK, 0, id));
        } catch (Failed away) {
            log.warn("What is claimed is queued again when the lease is over: {}", away.getMessage());
        } finally {
            database.close();
        }
    }
}
