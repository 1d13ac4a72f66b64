package dev.loupe.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.ledger.Entry.Outcome;
import dev.loupe.ledger.Entry.State;
import dev.loupe.ledger.Ledger.Need;
import dev.loupe.ledger.Look.Exactness;
import dev.loupe.store.Database;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger does, on every database it is meant for. */
abstract class LedgerContract {
    private static final ZoneId ZONE = ZoneOffset.UTC;
    private static final Look LOOK = new Look(1000, Instant.parse("2026-03-04T05:06:07Z"), Exactness.SECOND);
    private static final Look LATER_LOOK = new Look(1000, Instant.parse("2026-03-04T05:06:08Z"), Exactness.SECOND);
    private static final Outcome OUTCOME = new Outcome("e".repeat(64), 9000, 10, 20, 30, 60, 1234, "", false);
    private static final Outcome KEPT = new Outcome("e".repeat(64), 9000, 10, 20, 30, 60, 1234, "page 1 of 2", true);
    private static final String SHA = "a".repeat(64);

    private final String source = UUID.randomUUID().toString();
    private Database database;
    private Ledger ledger;
    private Ledger other;
    private History history;

    abstract String jdbcUrl();

    @BeforeEach
    void open() {
        database = new Database(jdbcUrl());
        ledger = new Ledger(database, "this of " + source, ZONE);
        other = new Ledger(database, "another of " + source, ZONE);
        history = new History(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private long claimed(String path) {
        return ledger.claim(source, path, LOOK, true).orElseThrow().id();
    }

    private long done(String path) {
        long id = claimed(path);
        ledger.fetched(id, LOOK, SHA);
        ledger.done(id, OUTCOME);
        return id;
    }

    @Test
    void a_new_file_is_fetched_and_one_that_is_done_is_not() {
        assertThat(ledger.known(source).need("a/ü 1.png", LOOK, true)).isEqualTo(Need.FETCH);
        done("a/ü 1.png");
        assertThat(ledger.known(source).need("a/ü 1.png", LOOK, true)).isEqualTo(Need.NOTHING);
        assertThat(ledger.known(source).need("a/ü 1.png", LATER_LOOK, true)).isEqualTo(Need.FETCH);
        assertThat(ledger.known("another source").need("a/ü 1.png", LOOK, true)).isEqualTo(Need.FETCH);
        assertThat(ledger.known(source).need("a/ü 1.png", LOOK, false)).as("its original should be gone")
                .isEqualTo(Need.FETCH);
    }

    @Test
    void a_file_is_had_by_one_process_at_a_time() {
        long id = claimed("a.png");
        assertThat(other.known(source).need("a.png", LOOK, true)).isEqualTo(Need.LATER);
        assertThat(other.claim(source, "a.png", LOOK, true)).isEmpty();
        other.done(id, OUTCOME);
        assertThat(history.find(id).orElseThrow().state()).isEqualTo(State.WORKING);
        ledger.release(id);
        assertThat(other.claim(source, "a.png", LOOK, true)).isPresent();
    }

    @Test
    void of_many_that_want_a_file_at_once_one_has_it() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                String path = "raced/" + round;
                Callable<Boolean> mine = () -> ledger.claim(source, path, LOOK, true).isPresent();
                Callable<Boolean> theirs = () -> other.claim(source, path, LOOK, true).isPresent();
                int claims = 0;
                for (Future<Boolean> claim : threads.invokeAll(List.of(mine, theirs, mine, theirs))) {
                    claims += claim.get() ? 1 : 0;
                }
                assertThat(claims).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void what_another_has_done_since_the_listing_is_left_alone() {
        done("a.png");
        assertThat(other.claim(source, "a.png", LOOK, true)).isEmpty();
        assertThat(other.claim(source, "a.png", LOOK, false)).as("its original should be gone").isPresent();
    }

    @Test
    void an_original_that_is_kept_is_done_with_wherever_originals_go() {
        ledger.done(claimed("a.tif"), KEPT);
        assertThat(history.find(source, "a.tif").orElseThrow().outcome()).contains(KEPT);
        assertThat(ledger.known(source).need("a.tif", LOOK, false)).isEqualTo(Need.NOTHING);
        assertThat(other.claim(source, "a.tif", LOOK, false)).isEmpty();
    }

    @Test
    void a_listing_of_many_files_is_looked_up_as_one() {
        int many = 12_345;
        database.transaction(connection -> {
            try (PreparedStatement row = connection.prepareStatement("insert into ledger (source, path, path_key,"
                    + " state, size, modified, exact_to, first_seen) values (?, ?, ?, 'DONE', 1000, ?, 'SECOND', ?)")) {
                row.setString(1, source);
                row.setObject(4, Rows.at(LOOK.modified()));
                row.setObject(5, Rows.at(LOOK.modified()));
                for (int i = 0; i < many; i++) {
                    row.setString(2, "many/" + i);
                    row.setString(3, Rows.key("many/" + i));
                    row.addBatch();
                }
                return row.executeBatch();
            }
        });
        Known known = ledger.known(source);
        assertThat(known.size()).isEqualTo(many);
        for (int i = 0; i < many; i++) {
            assertThat(known.need("many/" + i, LOOK, true)).isEqualTo(Need.NOTHING);
        }
        assertThat(known.need("many/" + many, LOOK, true)).isEqualTo(Need.FETCH);
        assertThat(known.need("many/7", LATER_LOOK, true)).isEqualTo(Need.FETCH);
    }

    @Test
    void known_content_is_recorded_and_not_done_again() {
        long id = done("a.png");
        assertThat(ledger.claim(source, "a.png", LATER_LOOK, true)).isPresent();
        assertThat(ledger.fetched(id, LATER_LOOK, SHA)).isFalse();
        Entry entry = history.find(id).orElseThrow();
        assertThat(entry.state()).isEqualTo(State.DONE);
        assertThat(entry.seenAgain()).isEqualTo(1);
        assertThat(entry.look()).isEqualTo(LATER_LOOK);
        assertThat(entry.outcome()).contains(OUTCOME);
        assertThat(ledger.known(source).need("a.png", LATER_LOOK, true)).isEqualTo(Need.NOTHING);
    }

    @Test
    void changed_content_is_done_again() {
        long id = done("a.png");
        ledger.claim(source, "a.png", LATER_LOOK, true);
        assertThat(ledger.fetched(id, LATER_LOOK, "b".repeat(64))).isTrue();
        Entry entry = history.find(id).orElseThrow();
        assertThat(entry.state()).isEqualTo(State.WORKING);
        assertThat(entry.outcome()).isEmpty();
    }

    @Test
    void a_failure_is_kept_until_the_file_changes_or_somebody_asks() {
        long id = claimed("bad.png");
        ledger.fetched(id, LOOK, SHA);
        ledger.failed(id, "NOT_A_PICTURE", "It is no picture.");
        assertThat(ledger.known(source).need("bad.png", LOOK, true)).isEqualTo(Need.NOTHING);
        ledger.claim(source, "bad.png", LATER_LOOK, true);
        assertThat(ledger.fetched(id, LATER_LOOK, SHA)).isFalse();
        assertThat(history.list(Optional.of(source), Optional.of(State.FAILED), Long.MAX_VALUE, 10))
                .extracting(Entry::id).containsExactly(id);
        assertThat(history.retry(id)).isTrue();
        assertThat(ledger.known(source).need("bad.png", LATER_LOOK, true)).isEqualTo(Need.FETCH);
        ledger.claim(source, "bad.png", LATER_LOOK, true);
        assertThat(ledger.fetched(id, LATER_LOOK, SHA)).isTrue();
        assertThat(history.retry(id)).as("while it is worked on").isFalse();
    }

    @Test
    void what_may_pass_waits_for_its_time() {
        long id = claimed("locked.png");
        ledger.later(id, "UNREADABLE", "The server refuses it.", Duration.ofHours(1));
        assertThat(ledger.known(source).need("locked.png", LOOK, true)).isEqualTo(Need.LATER);
        assertThat(ledger.known(source).need("locked.png", LATER_LOOK, true)).isEqualTo(Need.FETCH);
        assertThat(ledger.claim(source, "locked.png", LOOK, true)).isEmpty();
        ledger.claim(source, "locked.png", LATER_LOOK, true);
        ledger.later(id, "UNREADABLE", "The server refuses it.", Duration.ZERO);
        assertThat(ledger.known(source).need("locked.png", LOOK, true)).isEqualTo(Need.FETCH);
        assertThat(history.find(id).orElseThrow().tries()).isEqualTo(2);
    }

    @Test
    void what_was_in_flight_when_the_process_died_is_free_and_counted() {
        long id = claimed("poison.png");
        for (int death = 1; death <= 3; death++) {
            assertThat(ledger.fetched(id, LOOK, SHA)).isTrue();
            assertThat(ledger.begin(id)).isEqualTo(death);
            assertThat(ledger.recover()).isEqualTo(1);
            assertThat(ledger.claim(source, "poison.png", LOOK, true)).isPresent();
        }
    }

    @Test
    void what_is_gone_is_forgotten_unless_it_was_done() {
        long never = claimed("never.png");
        ledger.vanished(never);
        assertThat(history.find(never)).isEmpty();
        long once = done("once.png");
        ledger.claim(source, "once.png", LATER_LOOK, true);
        ledger.vanished(once);
        assertThat(history.find(once).orElseThrow().state()).isEqualTo(State.DONE);
    }

    @Test
    void every_file_has_a_name_of_its_own_for_its_result_and_keeps_it() {
        long jpg = claimed("a.jpg");
        long png = claimed("A.png");
        assertThat(ledger.place(jpg, source, "a.png")).isEqualTo("a.png");
        assertThat(ledger.place(png, source, "A.png")).isEqualTo("A-2.png");
        assertThat(ledger.place(jpg, source, "a.png")).isEqualTo("a.png");
        assertThat(ledger.place(png, source, "A.png")).isEqualTo("A-2.png");
        assertThat(ledger.place(png, source + "2", "A.png")).isEqualTo("A.png");
    }

    @Test
    void the_sum_of_a_campaign() {
        done("1.png");
        done("2.png");
        ledger.failed(claimed("3.png"), "BROKEN_PICTURE", "broken");
        claimed("4.png");
        ledger.later(claimed("5.png"), "UNREADABLE", "refused", Duration.ofHours(1));
        Totals totals = history.totals(Instant.EPOCH).stream().filter(t -> t.source().equals(source)).findFirst()
                .orElseThrow();
        assertThat(List.of(totals.done(), totals.failed())).containsExactly(2L, 1L);
        assertThat(totals.working()).isEqualTo(1);
        assertThat(totals.waiting()).isEqualTo(1);
        assertThat(totals.bytesIn()).isEqualTo(2000);
        assertThat(totals.bytesOut()).isEqualTo(18000);
        assertThat(totals.ended()).isPresent();
        assertThat(history.retryFailed(Optional.of(source))).isEqualTo(1);
    }

    @Test
    void a_path_may_be_as_long_as_servers_allow() {
        String path = ("d".repeat(250) + "/").repeat(15) + "ä".repeat(120) + ".png";
        assertThat(done(path)).isEqualTo(history.find(source, path).orElseThrow().id());
    }
}
