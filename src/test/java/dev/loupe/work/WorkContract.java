package dev.loupe.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.ClaimLost;
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
abstract class WorkContract extends AdmissionContract {
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
    void an_item_that_nobody_works_on_any_more_is_queued_again() {
        WorkItem item = claimed("a.png");
        store.abandon(item.claim());
        WorkItem again = store.claim(source.name()).orElseThrow();
        assertThat(again.id()).isEqualTo(item.id());
        store.done(again.claim(), false);
        store.abandon(again.claim());
        assertThat(now(item).state()).as("its end was recorded").isEqualTo(State.DONE);
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
    void a_result_that_is_there_is_kept_over_a_failed_delivery() {
        WorkItem item = claimed("a.png");
        store.fetched(item.claim(), LOOK, SHA, true);
        store.enlarging(item.claim());
        store.enlarged(item.claim(), OUTCOME);
        store.postpone(item.claim(), "UNDELIVERABLE", "The quota is used up.", Duration.ZERO);
        assertThat(now(item).stage()).isEqualTo(Stage.ENLARGED);
        assertThat(now(item).outcome()).contains(OUTCOME);
    }

    @Test
    void an_overtaken_claim_changes_nothing() {
        WorkItem item = claimed("a.png");
        store.release(item.claim());
        WorkItem other = store.claim(source.name()).orElseThrow();
        assertThat(other.claim().number()).isGreaterThan(item.claim().number());
        assertThatThrownBy(() -> store.enlarging(item.claim())).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> store.done(item.claim(), true)).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> store.fetched(item.claim(), LOOK, SHA, true)).isInstanceOf(ClaimLost.class);
        assertThatThrownBy(() -> store.vanished(item.claim())).isInstanceOf(ClaimLost.class);
        assertThat(now(item).stage()).isEqualTo(Stage.ADMITTED);
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
        assertThat(totals.running()).isEqualTo(1);
        assertThat(totals.queued()).isEqualTo(2);
        assertThat(totals.bytesOut()).isEqualTo(9000);
        assertThat(history.list(Optional.of(source.name()), Optional.of(State.FAILED), Long.MAX_VALUE, 10))
                .extracting(WorkItem::path).containsExactly("2.png");
    }
}
