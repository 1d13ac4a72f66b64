package dev.loupe.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.ClaimLost;
import dev.loupe.ledger.Look;
import dev.loupe.work.Admissions.Arrival;
import dev.loupe.work.Known.Verdict;
import dev.loupe.work.WorkItem.Stage;
import dev.loupe.work.WorkItem.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The life of an item, on every database it is meant for. */
abstract class WorkContract extends WorkFixture {
    private Verdict verdict(String path, Look look) {
        return admissions.known(source).see(path, look);
    }

    @Test
    void eight_claimers_at_once_get_different_items_and_none_comes_back_empty_handed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                String[] paths = new String[8];
                for (int i = 0; i < paths.length; i++) {
                    paths[i] = round + "/" + i;
                }
                admit(source, LOOK, paths);
                List<Callable<Optional<WorkItem>>> claimers = new ArrayList<>();
                for (int i = 0; i < paths.length; i++) {
                    claimers.add(() -> store.claim(source.name()));
                }
                Set<Long> ids = new HashSet<>();
                for (Future<Optional<WorkItem>> claim : threads.invokeAll(claimers)) {
                    assertThat(claim.get()).isPresent();
                    ids.add(claim.get().orElseThrow().id());
                }
                assertThat(ids).hasSize(8);
                assertThat(store.claim(source.name())).isEmpty();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void items_are_claimed_in_their_order_and_each_source_by_itself() {
        admit(source, LOOK, "c", "a", "b");
        admit(new SourceKey(source.name() + "2", false), LOOK, "0");
        assertThat(store.claim(source.name()).orElseThrow().path()).isEqualTo("a");
        assertThat(store.claim(source.name()).orElseThrow().path()).isEqualTo("b");
        assertThat(store.claim(source.name()).orElseThrow().path()).isEqualTo("c");
        assertThat(store.claim(source.name())).isEmpty();
    }

    @Test
    void what_is_done_is_not_admitted_again_until_it_changes() {
        assertThat(verdict("ü 1.png", LOOK)).isEqualTo(Verdict.NEW);
        WorkItem item = done("ü 1.png");
        assertThat(item.state()).isEqualTo(State.DONE);
        assertThat(item.outcome()).contains(OUTCOME);
        assertThat(verdict("ü 1.png", LOOK)).isEqualTo(Verdict.ENDED);
        assertThat(verdict("ü 1.png", CHANGED)).isEqualTo(Verdict.CHANGED);
        admit(source, CHANGED, "ü 1.png");
        WorkItem again = store.claim(source.name()).orElseThrow();
        assertThat(again.id()).isEqualTo(item.id());
        assertThat(store.fetched(again.claim(), CHANGED, "b".repeat(64))).isTrue();
        assertThat(now(again).outcome()).isEmpty();
    }

    @Test
    void known_content_is_recorded_and_not_done_again() {
        WorkItem item = done("a.png");
        admit(source, CHANGED, "a.png");
        assertThat(store.fetched(store.claim(source.name()).orElseThrow().claim(), CHANGED, SHA)).isFalse();
        WorkItem after = now(item);
        assertThat(after.state()).isEqualTo(State.DONE);
        assertThat(after.seenAgain()).isEqualTo(1);
        assertThat(after.outcome()).contains(OUTCOME);
        assertThat(verdict("a.png", CHANGED)).isEqualTo(Verdict.ENDED);
    }

    @Test
    void the_same_name_is_new_work_once_the_original_is_gone() {
        WorkItem item = claimed("a.png");
        store.fetched(item.claim(), LOOK, SHA);
        store.enlarged(item.claim(), OUTCOME);
        store.delivered(item.claim());
        store.done(item.claim(), true);
        assertThat(verdict("a.png", LOOK)).isEqualTo(Verdict.NEW);
        assertThat(claimed("a.png").id()).isNotEqualTo(item.id());
        assertThat(history.retry(item.id())).as("its original is gone").isFalse();
    }

    @Test
    void a_failure_is_kept_until_the_file_changes_or_somebody_asks() {
        WorkItem item = claimed("bad.png");
        store.fetched(item.claim(), LOOK, SHA);
        store.failed(item.claim(), "NOT_A_PICTURE", "It is no picture.", false);
        assertThat(verdict("bad.png", LOOK)).isEqualTo(Verdict.ENDED);
        admit(source, CHANGED, "bad.png");
        assertThat(store.fetched(store.claim(source.name()).orElseThrow().claim(), CHANGED, SHA)).isFalse();
        assertThat(now(item).problem().orElseThrow().reason()).isEqualTo("NOT_A_PICTURE");
        assertThat(history.retryFailed(Optional.of(source.name()))).isEqualTo(1);
        WorkItem again = store.claim(source.name()).orElseThrow();
        assertThat(store.fetched(again.claim(), CHANGED, SHA)).isTrue();
        assertThat(history.retry(item.id())).as("while a worker has it").isFalse();
    }

    @Test
    void what_may_pass_waits_for_its_time() {
        WorkItem item = claimed("locked.png");
        store.later(item.claim(), "UNREADABLE", "The server refuses it.", Duration.ofHours(1));
        assertThat(store.claim(source.name())).isEmpty();
        assertThat(now(item).attempts()).isEqualTo(1);
        assertThat(now(item).notBefore()).isPresent();
        admit(source, CHANGED, "locked.png");
        WorkItem again = store.claim(source.name()).orElseThrow();
        store.postpone(again.claim(), "FULL", "The disk is full.", Duration.ZERO);
        assertThat(now(item).attempts()).as("not the picture's fault").isZero();
    }

    @Test
    void a_file_that_has_not_settled_is_not_claimed() {
        admissions.admit(source, admissions.known(source), List.of(new Arrival("new.png", LOOK, "")),
                Duration.ofHours(1));
        assertThat(store.claim(source.name())).isEmpty();
        assertThat(verdict("new.png", LOOK)).isEqualTo(Verdict.LEFT);
        assertThat(verdict("new.png", CHANGED)).isEqualTo(Verdict.CHANGED);
    }

    @Test
    void a_result_that_is_there_is_kept_over_a_failed_delivery() {
        WorkItem item = claimed("a.png");
        store.fetched(item.claim(), LOOK, SHA);
        store.enlarging(item.claim());
        store.enlarged(item.claim(), OUTCOME);
        store.postpone(item.claim(), "UNDELIVERABLE", "The quota is used up.", Duration.ZERO);
        assertThat(now(item).stage()).isEqualTo(Stage.ENLARGED);
        assertThat(now(item).outcome()).contains(OUTCOME);
    }

    @Test
    void what_has_gone_from_a_listing_is_forgotten_unless_it_was_done() {
        admit(source, LOOK, "never.png", "there.png");
        WorkItem once = done("a once.png");
        admit(source, CHANGED, "a once.png");
        Known known = admissions.known(source);
        known.see("there.png", LOOK);
        admissions.forgetUnseen(known);
        assertThat(store.claim(source.name()).orElseThrow().path()).isEqualTo("there.png");
        assertThat(store.claim(source.name())).isEmpty();
        assertThat(now(once).state()).isEqualTo(State.DONE);
    }

    @Test
    void a_claimed_original_that_is_gone_is_forgotten_unless_it_was_done() {
        WorkItem never = claimed("never.png");
        store.vanished(never.claim());
        assertThat(history.find(never.id())).isEmpty();
        WorkItem once = done("once.png");
        admit(source, CHANGED, "once.png");
        store.vanished(store.claim(source.name()).orElseThrow().claim());
        assertThat(now(once).state()).isEqualTo(State.DONE);
    }

    @Test
    void an_overtaken_claim_changes_nothing() {
        WorkItem item = claimed("a.png");
        store.release(item.claim());
        WorkItem other = store.claim(source.name()).orElseThrow();
        assertThat(other.claim().number()).isGreaterThan(item.claim().number());
        assertThatThrownBy(() -> store.enlarging(item.claim())).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> store.done(item.claim(), true)).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> store.fetched(item.claim(), LOOK, SHA)).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> store.vanished(item.claim())).isInstanceOf(ClaimLost.class);
        assertThat(now(item).stage()).isEqualTo(Stage.ADMITTED);
    }

    @Test
    void a_listing_of_many_files_is_admitted_in_batches_and_known_as_a_whole() {
        int many = 12_345;
        String[] paths = new String[many];
        for (int i = 0; i < many; i++) {
            paths[i] = "many/" + i;
        }
        admit(source, LOOK, paths);
        admit(source, LOOK, paths[7], "one more");
        Known known = admissions.known(source);
        assertThat(known.size()).isEqualTo(many + 1);
        for (String path : paths) {
            assertThat(known.see(path, LOOK)).isEqualTo(Verdict.LEFT);
        }
        assertThat(known.see("many/" + many, LOOK)).isEqualTo(Verdict.NEW);
    }

    @Test
    void what_ended_long_ago_and_is_gone_is_forgotten() {
        WorkItem kept = done("kept.png");
        WorkItem gone = claimed("gone.png");
        store.done(gone.claim(), true);
        assertThat(history.forget(Duration.ofHours(1))).isZero();
        history.forget(Duration.ZERO.minusSeconds(60));
        assertThat(history.find(gone.id())).isEmpty();
        assertThat(history.find(kept.id())).as("its original would be taken for new").isPresent();
    }

    @Test
    void the_sum_of_a_source() {
        done("1.png");
        store.failed(claimed("2.png").claim(), "BROKEN", "It is broken.", false);
        claimed("3.png");
        admit(source, LOOK, "4.png", "5.png");
        var totals = history.totals(Instant.EPOCH).stream().filter(sum -> sum.source().equals(source.name()))
                .findFirst().orElseThrow();
        assertThat(totals.done()).isEqualTo(1);
        assertThat(totals.failed()).isEqualTo(1);
        assertThat(totals.working()).isEqualTo(1);
        assertThat(totals.waiting()).isEqualTo(2);
        assertThat(totals.bytesOut()).isEqualTo(9000);
        assertThat(history.list(Optional.of(source.name()), Optional.of(State.FAILED), Long.MAX_VALUE, 10))
                .extracting(WorkItem::path).containsExactly("2.png");
    }
}
