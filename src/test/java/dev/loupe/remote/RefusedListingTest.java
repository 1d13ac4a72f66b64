package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tree that a server does not list is no empty tree. */
@Tag("slow")
class RefusedListingTest extends Servers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LogLines warnings = LogLines.warnings();

    @AfterEach
    void silence() {
        warnings.close();
    }

    private void eventuallyWarnsOnce(String part) {
        await().atMost(PATIENCE).until(() -> !warnings.lines().isEmpty());
        assertThat(warnings.lines()).singleElement().asString().contains(part);
    }

    @ParameterizedTest
    @CsvSource({"LIST, 425, Unable to build data connection", "LIST, 426, Connection closed",
            "LIST, 450, Permission denied", "LIST, 451, Local error", "LIST, 500, Unknown command",
            "LIST, 530, Not logged in", "LIST, 550, Permission denied", "PASV, 502, Not implemented",
            "LIST, 226, Transfer done (but failed to open directory)"})
    void a_server_that_refuses_to_list_is_broken_in_its_own_words(String command, int code, String words)
            throws Exception {
        Archive.put(ftp.file("scans/a.png"), Archive.picture(1));
        ftp.faults().refuse(command, "/scans", code, words);
        archive.ftp(ftp).start();
        String reason = "broken: 127.0.0.1:" + ftp.port() + " does not list the directory scans: " + code + " " + words;
        archive.eventuallyState(reason);
        assertThat(metrics()).containsPattern("loupe_source_reachable\\{[^}]*} 0");
        long before = requests(command);
        await().atMost(PATIENCE).until(() -> requests(command) > before + 1);
        eventuallyWarnsOnce(words);
        ftp.faults().obey();
        archive.eventuallyResults("a.png");
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(archive.standing().get("state").asText()).isEqualTo("listening"));
    }

    private String metrics() throws Exception {
        return archive.answer("GET", "/observe/metrics");
    }

    @Test
    void a_directory_that_is_not_there_is_no_empty_tree() throws Exception {
        Archive.put(ftp.file("scans/a.png"), Archive.picture(1));
        archive.ftp(ftp, "directory=scnas").start();
        archive.eventuallyState("broken: There is no directory scnas that archive may read on 127.0.0.1:" + ftp.port()
                + ": 550");
        eventuallyWarnsOnce("There is no directory scnas");
        archive.stop();
        archive.keys("directory=scans").start();
        archive.eventuallyResults("a.png");
    }

    @Test
    void nor_is_one_on_an_sftp_server() throws Exception {
        archive.sftp(sftp, "directory=scnas").start();
        archive.eventuallyState("broken: There is no directory scnas that archive may read on 127.0.0.1:" + sftp.port()
                + ": No such file");
        eventuallyWarnsOnce("There is no directory scnas");
    }

    @Test
    void nor_is_one_on_this_machine() throws Exception {
        archive.source(0, "folder", "archive", "directory=" + folder.resolve("scnas")).start();
        archive.eventuallyState("broken: There is no directory " + folder.resolve("scnas"));
        eventuallyWarnsOnce("There is no directory");
        Archive.put(folder.resolve("scnas/a.png"), Archive.picture(1));
        archive.eventuallyResults("a.png");
    }

    @ParameterizedTest
    @CsvSource({"CWD, 550, Failed to change directory", "LIST, 450, Permission denied", "LIST, 451, Local error",
            "LIST, 226, Transfer done (but failed to open directory)"})
    void a_subdirectory_that_is_not_listed_is_named_and_the_rest_goes_on(String command, int code, String words)
            throws Exception {
        Archive.put(ftp.file("scans/closed/a.png"), Archive.picture(1));
        Archive.put(ftp.file("scans/open/b.png"), Archive.picture(2));
        ftp.faults().refuse(command, "/scans/closed", code, words);
        archive.ftp(ftp).start();
        archive.eventuallyResults("open/b.png");
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(archive.standing().get("unreadable").toString()).contains("scans/closed"));
        assertThat(archive.standing().get("state").asText()).doesNotContain("broken");
        eventuallyWarnsOnce(code + " " + words);
        ftp.faults().obey();
        archive.eventuallyResults("open/b.png", "closed/a.png");
    }

    @Test
    void lines_that_nobody_can_parse_are_counted_and_told_once() throws Exception {
        Archive.put(ftp.file("scans/a.png"), Archive.picture(1));
        Archive.put(ftp.file("scans/b.png"), Archive.picture(2));
        ftp.faults().windows(true);
        archive.ftp(ftp).start();
        await().atMost(PATIENCE).until(() -> archive.standing().get("left_out").asInt() == 2);
        long before = requests("LIST");
        await().atMost(PATIENCE).until(() -> requests("LIST") > before + 2);
        eventuallyWarnsOnce("the listing of scans has lines that cannot be parsed and are left out: 2");
        ftp.faults().windows(false);
        archive.eventuallyResults("a.png", "b.png");
        await().atMost(PATIENCE).until(() -> archive.standing().get("left_out").asInt() == 0);
    }

    @Test
    void the_lines_of_a_windows_server_are_parsed() throws Exception {
        Archive.put(ftp.file("scans/sub/a.png"), Archive.picture(1));
        ftp.faults().windows(true);
        ftp.faults().refuse("SYST", "/", 215, "Windows_NT");
        archive.ftp(ftp).start();
        archive.eventuallyResults("sub/a.png");
        assertThat(archive.standing().get("left_out").asInt()).isZero();
    }
}
