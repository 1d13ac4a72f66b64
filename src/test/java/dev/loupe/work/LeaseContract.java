package dev.loupe.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.ClaimLost;
import dev.loupe.store.Database;
import dev.loupe.work.WorkItem.Stage;
import dev.loupe.work.WorkItem.State;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Who has what when processes die, stop, or lose touch; deaths of processes count against what they were enlarging. */
abstract class LeaseContract extends WorkContract {
    /** Another process in another home on the same database. */
    private final class Other implements AutoCloseable {
        final WorkerLease lease;
        final WorkStore store;

        Other(Duration length) {
            this.lease = new WorkerLease(database, WorkRows.key("other " + source.name()), length);
            this.store = new WorkStore(database, lease);
        }

        WorkItem claim() {
            return store.claim(source.name()).orElseThrow();
        }

        @Override
        public void close() {
            lease.close();
        }
    }

    /** As after {@code kill -9}: nothing was given back. */
    private void die() {
        lease = null;
        start();
    }

    private void endLeaseOf(Other other) {
        database.transaction(connection -> Database.update(connection,
                "update worker set lease_until = current_timestamp - interval '1' second where id = ?",
                other.lease.id()));
    }

    @Test
    void a_death_counts_against_what_was_being_enlarged_and_nothing_else() {
        WorkItem fetching = claimed("1.png");
        WorkItem enlarging = claimed("2.png");
        store.fetched(enlarging.claim(), LOOK, SHA, true);
        store.enlarging(enlarging.claim());
        WorkItem enlarged = claimed("3.png");
        store.enlarged(enlarged.claim(), OUTCOME);
        WorkItem delivered = claimed("4.png");
        store.enlarged(delivered.claim(), OUTCOME);
        store.delivered(delivered.claim(), true);
        die();
        assertThat(lease.recovered()).isEqualTo(4);
        assertThat(now(fetching).deaths()).isZero();
        assertThat(now(enlarging).deaths()).isEqualTo(1);
        assertThat(now(enlarging).stage()).isEqualTo(Stage.ADMITTED);
        assertThat(now(enlarged).stage()).isEqualTo(Stage.ENLARGED);
        assertThat(now(delivered).stage()).isEqualTo(Stage.DELIVERED);
        assertThat(now(delivered).deaths()).isZero();
    }

    @Test
    void deaths_add_up_until_the_picture_is_enlarged() {
        WorkItem item = claimed("poison.png");
        for (int death = 1; death <= 3; death++) {
            store.fetched(item.claim(), LOOK, SHA, true);
            store.enlarging(item.claim());
            die();
            item = store.claim(source.name()).orElseThrow();
            assertThat(item.deaths()).isEqualTo(death);
        }
        store.enlarged(item.claim(), OUTCOME);
        assertThat(now(item).deaths()).isZero();
    }

    @Test
    void a_stop_counts_nothing() {
        WorkItem item = claimed("a.png");
        store.enlarging(item.claim());
        lease.close();
        assertThat(now(item).state()).isEqualTo(State.QUEUED);
        assertThat(now(item).deaths()).isZero();
        start();
        assertThat(lease.recovered()).isZero();
    }

    @Test
    void what_belongs_to_a_worker_whose_lease_is_over_is_queued_again() {
        admit(source, LOOK, "a.png");
        try (Other other = new Other(LEASE)) {
            WorkItem item = other.claim();
            other.store.enlarging(item.claim());
            lease.beat();
            assertThat(now(item).state()).as("its lease is not over").isEqualTo(State.RUNNING);
            endLeaseOf(other);
            lease.beat();
            assertThat(now(item).state()).as("nobody knows yet whether the database was away").isEqualTo(State.RUNNING);
            try (WorkerLease patient = new WorkerLease(database, "p".repeat(64), Duration.ofMillis(4))) {
                beatUntilHeldForALease(patient);
            }
            assertThat(now(item).state()).isEqualTo(State.QUEUED);
            assertThat(now(item).deaths()).isEqualTo(1);
            WorkItem mine = store.claim(source.name()).orElseThrow();
            assertThatThrownBy(() -> other.store.delivered(item.claim(), true)).isInstanceOf(ClaimLost.class);
            store.enlarging(mine.claim());
            other.lease.beat();
            assertThat(other.store.claim(source.name())).as("it is a worker again").isEmpty();
            assertThat(other.lease.isHeld()).isTrue();
        }
    }

    private static void beatUntilHeldForALease(WorkerLease lease) {
        long end = System.nanoTime() + Duration.ofMillis(10).toNanos();
        while (System.nanoTime() < end) {
            lease.beat();
        }
    }

    @Test
    void a_result_that_waits_in_a_home_that_is_gone_is_made_again_where_the_original_can_be_had() {
        admit(source, LOOK, "a.png");
        Other other = new Other(LEASE);
        WorkItem item = other.claim();
        other.store.enlarged(item.claim(), OUTCOME);
        other.close();
        assertThat(now(item).stage()).isEqualTo(Stage.ENLARGED);
        assertThat(store.claim(source.name())).as("its result lies in the other home").isEmpty();
        endLeaseOf(other);
        try (WorkerLease patient = new WorkerLease(database, "p".repeat(64), Duration.ofMillis(4))) {
            beatUntilHeldForALease(patient);
        }
        assertThat(store.claim(source.name()).orElseThrow().stage()).isEqualTo(Stage.ADMITTED);
    }

    @Test
    void originals_of_one_home_are_for_that_home() {
        SourceKey inbox = new SourceKey("inbox of " + source.name(), true);
        admit(inbox, LOOK, "a.png");
        try (Other other = new Other(LEASE)) {
            assertThat(other.store.claim(inbox.name())).isEmpty();
            Admissions theirs = new Admissions(database, other.lease, ZoneOffset.UTC);
            assertThat(theirs.known(inbox).see("a.png", LOOK, true)).isEqualTo(Known.Verdict.NEW);
            assertThat(store.claim(inbox.name())).isPresent();
        }
    }

    @Test
    void without_a_lease_nothing_is_claimed_or_delivered() {
        admit(source, LOOK, "a.png");
        try (Other other = new Other(Duration.ZERO)) {
            assertThat(other.store.claim(source.name())).isEmpty();
            assertThatThrownBy(other.lease::requireHeld).isInstanceOf(ClaimLost.class);
        }
    }
}
