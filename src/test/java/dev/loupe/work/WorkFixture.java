package dev.loupe.work;

import dev.loupe.store.Database;
import dev.loupe.work.Admissions.Arrival;
import dev.loupe.work.Look;
import dev.loupe.work.Look.Exactness;
import dev.loupe.work.WorkItem.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A source, and a worker that takes its items through their stages. */
abstract class WorkFixture {
    static final Look LOOK = new Look(1000, Instant.parse("2026-03-04T05:06:07Z"), Exactness.SECOND);
    static final Look CHANGED = new Look(1000, Instant.parse("2026-03-04T05:06:08Z"), Exactness.SECOND);
    static final Outcome OUTCOME = new Outcome("e".repeat(64), 9000, 10, 20, 30, 60, 1234, "", false);
    static final String SHA = "a".repeat(64);
    static final Duration LEASE = Duration.ofMinutes(5);

    final SourceKey source = new SourceKey(UUID.randomUUID().toString(), false);
    final String home = WorkRows.key(source.name());
    Database database;
    WorkerLease lease;
    WorkStore store;
    Admissions admissions;
    WorkHistory history;

    abstract String jdbcUrl();

    @BeforeEach
    void open() {
        database = new Database(jdbcUrl());
        history = new WorkHistory(database);
        start();
    }

    @AfterEach
    void close() {
        lease.close();
        database.close();
    }

    /** As a process does in its home. */
    void start() {
        lease = new WorkerLease(database, home, LEASE);
        store = new WorkStore(database, lease);
        admissions = new Admissions(database, lease, ZoneOffset.UTC);
    }

    void admit(SourceKey into, Look look, String... paths) {
        List<Arrival> arrivals = new ArrayList<>();
        Known known = admissions.known(into);
        for (String path : paths) {
            arrivals.add(new Arrival(path, look, path));
        }
        admissions.admit(into, known, arrivals, Duration.ZERO);
    }

    WorkItem claimed(String path) {
        admit(source, LOOK, path);
        return store.claim(source.name()).orElseThrow();
    }

    WorkItem done(String path) {
        WorkItem item = claimed(path);
        store.fetched(item.claim(), LOOK, SHA, true);
        store.enlarging(item.claim());
        store.enlarged(item.claim(), OUTCOME);
        store.delivered(item.claim(), false);
        store.done(item.claim(), false);
        return now(item);
    }

    WorkItem now(WorkItem item) {
        return history.find(item.id()).orElseThrow();
    }
}
