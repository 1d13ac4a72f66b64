package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Symbolic links on a server, and files that fail while their server is well. */
@Tag("slow")
class LinksTest extends Servers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void a_link_to_a_file_is_the_file_and_others_are_left_out() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        Archive.put(sftp.file("store/real.png"), Archive.picture(2));
        Archive.put(sftp.file("scans/z.png"), Archive.picture(3));
        Files.createSymbolicLink(sftp.file("scans/b"), Path.of("../store"));
        Files.createSymbolicLink(sftp.file("scans/link.png"), Path.of("../store/real.png"));
        Files.createSymbolicLink(sftp.file("scans/none.png"), Path.of("gone.png"));
        try (LogLines warnings = LogLines.warnings()) {
            archive.sftp(sftp).start();
            archive.eventuallyDone(3, 0);
            archive.eventuallyResults("a.png", "link.png", "z.png");
            await().atMost(PATIENCE).until(() -> archive.standing().get("left_out").asInt() == 2);
            assertThat(archive.standing().get("state").asText()).isEqualTo("listening");
            assertThat(archive.home.data("reports/archive/report.html")).satisfies(report ->
                    await().atMost(PATIENCE).until(() -> Files.exists(report)));
            assertThat(warnings.lines()).hasSize(2)
                    .anyMatch(line -> line.contains("scans/b is left out: it is a symbolic link to a directory"))
                    .anyMatch(line -> line.contains("scans/none.png is left out: it is a symbolic link"));
        }
    }

    @Test
    void a_file_that_fails_while_its_server_is_well_is_failed_and_the_others_are_done() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        Archive.put(sftp.file("scans/b.png"), Archive.picture(2));
        sftp.fail("/scans/a.png");
        archive.sftp(sftp).with("loupe.retries=2").start();
        archive.eventuallyDone(1, 1);
        archive.eventuallyResults("b.png");
        assertThat(archive.ask("GET", "/history?failed=true").get(0).get("error").asText())
                .isEqualTo("General failure");
    }
}
