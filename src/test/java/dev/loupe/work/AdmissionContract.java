package dev.loupe.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.work.Admissions.Arrival;
import dev.loupe.work.Known.Verdict;
import dev.loupe.work.Look;
import dev.loupe.work.WorkItem.Outcome;
import dev.loupe.work.WorkItem.Stage;
import dev.loupe.work.WorkItem.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of the files that listings show, on every database. */
abstract class AdmissionContract extends WorkFixture {
    private Verdict verdict(String path, Look look) {
        return admissions.known(source).see(path, look, true);
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
        assertThat(store.fetched(again.claim(), CHANGED, "b".repeat(64), true)).contains(Stage.FETCHED);
        assertThat(now(again).outcome()).isEmpty();
    }

    @Test
    void known_content_is_recorded_and_not_done_again() {
        WorkItem item = done("a.png");
        admit(source, CHANGED, "a.png");
        assertThat(store.fetched(store.claim(source.name()).orElseThrow().claim(), CHANGED, SHA, true)).isEmpty();
        WorkItem after = now(item);
        assertThat(after.state()).isEqualTo(State.DONE);
        assertThat(after.seenAgain()).isEqualTo(1);
        assertThat(after.outcome()).contains(OUTCOME);
        assertThat(verdict("a.png", CHANGED)).isEqualTo(Verdict.ENDED);
    }

    @Test
    void an_original_that_should_be_gone_is_settled_and_not_enlarged_again() {
        WorkItem item = done("a.png");
        assertThat(admissions.known(source).see("a.png", LOOK, false)).isEqualTo(Verdict.CHANGED);
        admit(source, LOOK, "a.png");
        WorkItem again = store.claim(source.name()).orElseThrow();
        assertThat(store.fetched(again.claim(), LOOK, SHA, false)).contains(Stage.DELIVERED);
        store.done(again.claim(), true);
        assertThat(now(item).outcome()).contains(OUTCOME);
        assertThat(verdict("a.png", LOOK)).isEqualTo(Verdict.NEW);
    }

    @Test
    void an_original_that_is_not_wholly_in_its_result_stays() {
        WorkItem item = claimed("pages.tif");
        store.fetched(item.claim(), LOOK, SHA, false);
        store.enlarged(item.claim(), new Outcome(SHA, 9, 1, 1, 3, 3, 5, "Page 1 of 2.", true));
        store.delivered(item.claim(), true);
        store.done(item.claim(), false);
        assertThat(admissions.known(source).see("pages.tif", LOOK, false)).isEqualTo(Verdict.ENDED);
    }

    @Test
    void the_same_name_is_new_work_once_the_original_is_gone() {
        WorkItem item = claimed("a.png");
        store.fetched(item.claim(), LOOK, SHA, true);
        store.enlarged(item.claim(), OUTCOME);
        store.delivered(item.claim(), false);
        store.done(item.claim(), true);
        assertThat(verdict("a.png", LOOK)).isEqualTo(Verdict.NEW);
        assertThat(claimed("a.png").id()).isNotEqualTo(item.id());
        assertThat(history.retry(item.id())).as("its original is gone").isFalse();
    }

    @Test
    void a_failure_is_kept_until_the_file_changes_or_somebody_asks() {
        WorkItem item = claimed("bad.png");
        store.fetched(item.claim(), LOOK, SHA, true);
        store.failed(item.claim(), "NOT_A_PICTURE", "It is no picture.", false);
        assertThat(verdict("bad.png", LOOK)).isEqualTo(Verdict.ENDED);
        admit(source, CHANGED, "bad.png");
        assertThat(store.fetched(store.claim(source.name()).orElseThrow().claim(), CHANGED, SHA, true)).isEmpty();
        assertThat(now(item).problem().orElseThrow().reason()).isEqualTo("NOT_A_PICTURE");
        assertThat(history.retryFailed(Optional.of(source.name()))).isEqualTo(1);
        WorkItem again = store.claim(source.name()).orElseThrow();
        assertThat(store.fetched(again.claim(), CHANGED, SHA, true)).contains(Stage.FETCHED);
        assertThat(history.retry(item.id())).as("while a worker has it").isFalse();
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
    void what_has_gone_from_a_listing_is_forgotten_unless_it_was_done() {
        admit(source, LOOK, "never.png", "there.png");
        WorkItem once = done("a once.png");
        admit(source, CHANGED, "a once.png");
        Known known = admissions.known(source);
        known.see("there.png", LOOK, true);
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
            assertThat(known.see(path, LOOK, true)).isEqualTo(Verdict.LEFT);
        }
        assertThat(known.see("many/" + many, LOOK, true)).isEqualTo(Verdict.NEW);
    }
}
