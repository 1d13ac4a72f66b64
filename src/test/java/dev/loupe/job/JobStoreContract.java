package dev.loupe.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loupe.job.Job.Picture;
import dev.loupe.job.Job.Times;
import dev.loupe.job.JobStore.Token;
import dev.loupe.store.Attempts;
import dev.loupe.store.Database;
import dev.loupe.store.Origin;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the table of jobs does, on every database it is meant for. */
abstract class JobStoreContract {
    private Database database;
    private JobStore store;

    abstract String jdbcUrl();

    @BeforeEach
    void open() {
        database = new Database(jdbcUrl());
        store = new JobStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aJobComesBackAsItWentIn() {
        Job job = insert("mine", Lane.BULK);

        Job found = store.find(job.id()).orElseThrow();
        assertThat(found.name()).isEqualTo("a \"strange\" näme.png");
        assertThat(found.options()).isEqualTo(Map.of("scale", "2"));
        assertThat(found.input()).isEqualTo(job.input());
        assertThat(found.times().created()).isCloseTo(job.times().created(), within(1, ChronoUnit.MILLIS));
        assertThat(found.result()).isEmpty();
        assertThat(found.state()).isEqualTo(JobState.QUEUED);
    }

    @Test
    void interactiveStandsBeforeBulkInTheQueue() {
        Job bulk = insert("queue", Lane.BULK);
        Job first = insert("queue", Lane.INTERACTIVE);
        Job second = insert("queue", Lane.INTERACTIVE);

        int start = store.find(first.id()).orElseThrow().position().orElseThrow();
        assertThat(store.find(second.id()).orElseThrow().position()).contains(start + 1);
        assertThat(store.find(bulk.id()).orElseThrow().position().orElseThrow()).isGreaterThan(start + 1);
    }

    @Test
    void aStateIsChangedOnceOnly() {
        String id = insert("states", Lane.BULK).id();

        assertThat(store.start(id, JobState.QUEUED)).isTrue();
        assertThat(store.start(id, JobState.QUEUED)).isFalse();
        assertThat(store.end(id, JobState.QUEUED, JobState.CANCELLED, null)).isFalse();
        assertThat(store.done(id, new Picture(2, 3, "png", 4), "{}")).isTrue();
        assertThat(store.done(id, new Picture(2, 3, "png", 4), "{}")).isFalse();
        Job done = store.find(id).orElseThrow();
        assertThat(done.result()).contains(new Picture(2, 3, "png", 4));
        assertThat(done.times().finished()).isPresent();
        assertThat(done.position()).isEmpty();
        assertThat(store.finishedBefore(Instant.now().plusSeconds(1))).extracting(Job::id).contains(id);
        assertThat(store.expire(id)).isTrue();
        assertThat(store.expire(id)).isFalse();
    }

    @Test
    void aTokenIsTakenOnce() {
        Token token = new Token("me", "k" + UUID.randomUUID(), "f".repeat(64));
        Job first = job("tokens", Lane.BULK);

        assertThat(store.insert(List.of(first), Optional.of(token))).isTrue();
        assertThat(store.insert(List.of(job("tokens", Lane.BULK)), Optional.of(token))).isFalse();
        assertThat(store.find(token).orElseThrow().jobs()).containsExactly(first.id());
        assertThat(store.list(Optional.of("tokens"), Optional.empty(), Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void theListFiltersAndPages() {
        List<String> ids = List.of(insert("lists", Lane.BULK).id(), insert("lists", Lane.BULK).id(),
                insert("lists", Lane.BULK).id());
        store.start(ids.get(0), JobState.QUEUED);

        List<Job> page = store.list(Optional.of("lists"), Optional.empty(), Long.MAX_VALUE, 2);
        assertThat(page).extracting(Job::id).containsExactly(ids.get(2), ids.get(1));
        assertThat(store.list(Optional.of("lists"), Optional.empty(), page.get(1).seq(), 2)).extracting(Job::id)
                .containsExactly(ids.get(0));
        assertThat(store.list(Optional.of("lists"), Optional.of(JobState.RUNNING), Long.MAX_VALUE, 9)).hasSize(1);
    }

    @Test
    void attemptsAreCountedUntilTheyEnd() {
        Attempts attempts = new Attempts(database);
        Origin origin = new Origin("jobs", UUID.randomUUID().toString(), "0".repeat(64));

        assertThat(attempts.begin(origin)).isEqualTo(1);
        assertThat(attempts.begin(origin)).isEqualTo(2);
        attempts.end(origin);
        assertThat(attempts.begin(origin)).isEqualTo(1);
    }

    private Job insert(String owner, Lane lane) {
        Job job = job(owner, lane);
        store.insert(List.of(job), Optional.empty());
        return job;
    }

    private static Job job(String owner, Lane lane) {
        return new Job(UUID.randomUUID().toString(), 0, owner, "a \"strange\" näme.png", lane, JobState.QUEUED,
                Map.of("scale", "2"), Optional.empty(), new Times(Instant.now(), Optional.empty(), Optional.empty()),
                new Picture(20, 10, "png", 123), Optional.empty(), Optional.empty(), null, null);
    }
}
