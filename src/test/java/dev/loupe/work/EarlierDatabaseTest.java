package dev.loupe.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loupe.failure.Failed;
import dev.loupe.store.Database;
import dev.loupe.store.Postgres;
import dev.loupe.work.Known.Verdict;
import dev.loupe.work.WorkItem.State;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A database that 0.1.0 has written, with four files of a source, one of the watched folder and a job. */
class EarlierDatabaseTest {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @TempDir
    private Path folder;

    private String url;

    @BeforeEach
    void unpack() throws Exception {
        url = "jdbc:h2:file:" + folder.resolve("loupe") + ";WRITE_DELAY=0";
        try (InputStream packed = getClass().getResourceAsStream("/home-0.1.0/loupe.mv.db.gz")) {
            Files.copy(new GZIPInputStream(packed), folder.resolve("loupe.mv.db"));
        }
    }

    @Test
    void what_the_ledger_knew_is_known() {
        try (Database database = new Database(url);
                WorkerLease lease = new WorkerLease(database, "h".repeat(64), WorkerLease.USUAL)) {
            List<WorkItem> items = new WorkHistory(database).list(Optional.of("scans"), Optional.empty(),
                    Long.MAX_VALUE, 10);
            assertThat(items).extracting(WorkItem::path)
                    .containsExactlyInAnyOrder("a.png", "b.png", "b.jpg", "letter.png");
            assertThat(items).filteredOn(item -> item.state() == State.FAILED).extracting(WorkItem::path)
                    .containsExactly("letter.png");
            assertThat(items).filteredOn(item -> item.path().startsWith("b")).extracting(item -> item.result().get())
                    .containsExactlyInAnyOrder("b.png", "b-2.png");
            assertThat(items).filteredOn(item -> item.state() == State.DONE).hasSize(3)
                    .allMatch(item -> item.outcome().isPresent() && item.sha256().isPresent());
            SourceKey scans = new SourceKey("scans", false);
            Known known = new Admissions(database, lease, ZoneId.systemDefault()).known(scans);
            assertThat(items).allMatch(item -> known.see(item.path(), item.look(), true) == Verdict.ENDED);
            assertThat(jobs(database)).isEqualTo(1);
        }
    }

    private static int jobs(Database database) {
        return database.transaction(connection -> Database.first(connection, "select count(*) from job",
                row -> row.getInt(1))).orElseThrow();
    }

    @Test
    void it_is_kept_as_it_was_beside_the_new_one() {
        new Database(url).close();
        assertThat(folder.resolve("loupe-schema4.zip")).isNotEmptyFile();
    }

    @Test
    void a_database_that_processes_of_an_earlier_version_work_on_is_left_alone() throws SQLException {
        Flyway.configure().dataSource(POSTGRES.jdbcUrl(), null, null).locations("classpath:db/migration").target("4")
                .load().migrate();
        try (Connection earlier = DriverManager.getConnection(POSTGRES.jdbcUrl())) {
            Database.update(earlier, "insert into ledger (source, path, path_key, state, size, modified, exact_to,"
                    + " first_seen, claimed_by, claimed_until) values ('scans', 'a', ?, 'WORKING', 1,"
                    + " current_timestamp, 'SECOND', current_timestamp, 'x',"
                    + " current_timestamp + interval '1' minute)", "a".repeat(64));
            assertThatThrownBy(() -> new Database(POSTGRES.jdbcUrl())).isInstanceOf(Failed.class)
                    .hasMessageContaining("0.1.0").hasMessageContaining("Stop them all");
            Database.update(earlier, "update ledger set claimed_until = current_timestamp");
            new Database(POSTGRES.jdbcUrl()).close();
        }
    }
}
