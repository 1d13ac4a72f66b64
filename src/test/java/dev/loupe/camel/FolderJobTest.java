package dev.loupe.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.TestHome;
import dev.loupe.codec.Bytes;
import dev.loupe.failure.Failed;
import dev.loupe.job.Job;
import dev.loupe.job.JobService;
import dev.loupe.job.Jobs;
import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture of the watched folder that waits for its job, and whoever looks whether the job has ended. */
class FolderJobTest {
    /** Only the tests look: nothing runs on these. */
    private final ScheduledExecutorService threads = Executors.newSingleThreadScheduledExecutor();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @TempDir
    private Path directory;

    private Database database;
    private JobService service;
    private Job job;

    @BeforeEach
    void accept() throws Exception {
        Settings settings = Settings.load(new TestHome(directory.resolve("home")).path());
        database = new Database(settings.jdbcUrl());
        service = new JobService(settings, database, null, null, null); // nothing begins
        Jobs.Order order = new Jobs.Order("a.png", new Bytes.InMemory(new byte[9]), new Job.Picture(3, 3, "png", 9));
        job = service.jobs().accept(List.of(order), FolderQueue.TERMS, Optional.empty()).get(0);
        exchange.getMessage().setBody(Files.createFile(directory.resolve("a.png")).toFile());
        threads.shutdown();
    }

    @AfterEach
    void stop() {
        service.close();
        database.close();
    }

    private FolderJob waitingIn(Set<FolderJob> waiting) {
        FolderJob picture = new FolderJob(exchange, synchronous -> { }, service.jobs(), waiting);
        picture.await(job, threads);
        return picture;
    }

    /** The poller looks at all that wait, at any time. */
    @Test
    void it_can_be_looked_at_from_the_moment_it_waits() {
        Set<FolderJob> polled = new HashSet<>() {
            @Override
            public boolean add(FolderJob picture) {
                picture.look();
                return super.add(picture);
            }
        };
        FolderJob picture = waitingIn(polled);
        assertThat(polled).containsExactly(picture);
    }

    /** The state is one of a later version. */
    @Test
    void a_job_that_cannot_be_read_fails_its_picture_alone() {
        Set<FolderJob> waiting = new HashSet<>();
        FolderJob picture = waitingIn(waiting);
        database.transaction(connection -> Database.update(connection, "update job set state = 'ARCHIVED'"));
        picture.look();
        assertThat(exchange.getException()).hasMessageContaining("ARCHIVED");
        assertThat(waiting).isEmpty();
    }

    @Test
    void it_waits_on_while_the_database_does_not_answer() {
        Set<FolderJob> waiting = new HashSet<>();
        FolderJob picture = waitingIn(waiting);
        database.close();
        assertThatThrownBy(picture::look).isInstanceOf(Failed.class);
        assertThat(picture.isUnread()).isTrue();
        assertThat(waiting).containsExactly(picture);
    }
}
