package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several sources on one server: each has its own secrets, and its own troubles. */
@Tag("slow")
class TwoAccountsTest extends Servers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private void second(String type, int port, String user, String password) {
        archive.source(1, type, "second", "host=" + FtpSite.HOST, "port=" + port, "user=" + user,
                "password=" + password, "directory=other");
    }

    private String state(int source) throws Exception {
        return archive.ask("GET", "/sources/standing").get(source).get("state").asText();
    }

    private void refusedBesideTheGood(int bad) throws Exception {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(state(bad)).contains("broken: ", "archive"));
        await().atMost(PATIENCE).until(() -> state(1 - bad).equals("listening"));
    }

    @Test
    void a_wrong_ftp_password_is_the_trouble_of_its_source_alone() throws Exception {
        Archive.put(ftp.file("scans/a.png"), Archive.picture(1));
        Archive.put(ftp.file("other/b.png"), Archive.picture(2));
        archive.ftp(ftp, "password=wrong").with("loupe.retry-delay=5m");
        second("ftp", ftp.port(), FtpSite.USER, FtpSite.PASSWORD);
        archive.start();
        refusedBesideTheGood(0);
        await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(archive.home.files("outbox/second")).containsExactly("b.png"));
        long listed = requests("LIST");
        await().atMost(PATIENCE).until(() -> requests("LIST") > listed + 3);
        assertThat(requests("USER")).as("logins of which one was refused").isLessThan(8);
        assertThat(state(0)).contains("does not let archive in");
        assertThat(archive.results()).isEmpty();
    }

    @Test
    void an_sftp_password_is_used_by_its_own_source_whichever_comes_first() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        Archive.put(sftp.file("other/b.png"), Archive.picture(2));
        archive.sftp(sftp);
        second("sftp", sftp.port(), SftpSite.USER, "wrong");
        archive.start();
        archive.eventuallyResults("a.png");
        refusedBesideTheGood(1);
        assertThat(archive.home.files("outbox/second")).isEmpty();
    }

    @Test
    void results_are_delivered_with_the_password_of_the_source_they_go_to() throws Exception {
        Archive.put(ftp.file("scans/a.png"), Archive.picture(1));
        archive.ftp(ftp, "password=wrong", "watch=false");
        archive.source(1, "ftp", "second", "host=" + FtpSite.HOST, "port=" + ftp.port(), "user=" + FtpSite.USER,
                "password=" + FtpSite.PASSWORD, "directory=scans", "results=second:large");
        archive.start();
        await().atMost(PATIENCE).until(() -> ftp.file("large/a.png").toFile().exists());
    }
}
