package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.TestPictures;
import dev.loupe.remote.FaultProxy.Fault;
import dev.loupe.work.WorkItem;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everything that breaks between Loupe and its servers, and that nothing is lost by it. */
@Tag("slow")
class SourceFaultsTest extends Servers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Random pixels: some 90 KB that no compression makes smaller. */
    private static byte[] large(int seed) throws IOException {
        return TestPictures.noise(180, 170, seed);
    }

    @Test
    void a_download_that_breaks_is_taken_up_where_it_broke_off() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(ftp)) {
            byte[] original = large(1);
            Archive.put(ftp.file("scans/a.png"), original);
            archive.ftp(ftp, "host=" + FaultProxy.HOST, "original=move", "moved=moved");
            proxy.onData(Fault.NONE, Fault.reset(40_000), Fault.truncate(30_000));
            archive.start();
            archive.eventuallyDone(1, 0);
            assertThat(requests("REST")).isEqualTo(2);
            assertThat(ftp.file("moved/a.png")).hasBinaryContent(original);
            assertThat(proxy.pending()).isZero();
        }
    }

    @Test
    void an_sftp_connection_that_breaks_in_the_middle_loses_nothing() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(sftp.port())) {
            for (int i = 0; i < 4; i++) {
                Archive.put(sftp.file("scans/" + i + ".png"), large(i));
            }
            archive.sftp(sftp, "host=" + FaultProxy.HOST, "results=archive:large");
            proxy.onControl(Fault.NONE, Fault.reset(60_000), Fault.truncate(150_000), Fault.reset(20_000),
                    Fault.reset(300_000));
            archive.start();
            archive.eventuallyDone(4, 0);
            for (int i = 0; i < 4; i++) {
                assertThat(TestPictures.decode(Files.readAllBytes(sftp.file("large/" + i + ".png"))).getWidth())
                        .isEqualTo(540);
                assertThat(sftp.file("scans/" + i + ".png")).hasBinaryContent(large(i));
            }
        }
    }

    @Test
    void an_upload_that_breaks_leaves_nothing_that_looks_whole() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(ftp)) {
            Archive.put(sftp.file("scans/a.png"), large(1));
            archive.sftp(sftp, "results=other:large")
                    .source(1, "ftp", "other", "watch=false", "host=" + FaultProxy.HOST,
                    "port=" + ftp.port(), "user=" + FtpSite.USER, "password=" + FtpSite.PASSWORD);
            proxy.onData(Fault.reset(50_000), Fault.truncate(50_000));
            archive.start();
            archive.eventuallyDone(1, 0);
            assertThat(TestPictures.decode(Files.readAllBytes(ftp.file("large/a.png"))).getWidth()).isEqualTo(540);
            try (var files = Files.list(ftp.file("large"))) {
                assertThat(files).hasSize(1);
            }
        }
    }

    @Test
    void after_an_outage_it_goes_on_by_itself_and_the_other_server_never_stopped() throws Exception {
        for (int i = 0; i < 5; i++) {
            Archive.put(ftp.file("scans/" + i + ".png"), Archive.picture(i));
            Archive.put(sftp.file("scans/" + i + ".png"), Archive.picture(i));
        }
        ftp.stop();
        archive.ftp(ftp).known(sftp).source(1, "sftp", "second", "host=" + FtpSite.HOST, "port=" + sftp.port(),
                "user=" + SftpSite.USER, "password=" + SftpSite.PASSWORD, "directory=scans").start();
        archive.eventuallyState("broken: 127.0.0.1:" + ftp.port() + " refuses connections");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(archive.home.files("outbox/second")).hasSize(5));
        assertThat(archive.standing().get("next_try").asText()).isNotBlank();
        ftp.start();
        archive.eventuallyDone(5, 0);
    }

    @Test
    void a_result_that_is_refused_is_kept_and_not_enlarged_again() throws Exception {
        for (int i = 0; i < 3; i++) {
            Archive.put(ftp.file("scans/" + i + ".png"), Archive.picture(i));
        }
        ftp.faults().refuse("STOR", "/large", 552, "Quota exceeded.");
        try (LogLines pictures = LogLines.pictures()) {
            archive.ftp(ftp, "results=archive:large").start();
            await().atMost(PATIENCE).until(() -> requests("STOR") >= 4);
            archive.eventuallyState("broken: ");
            ftp.faults().obey();
            archive.eventuallyDone(3, 0);
            assertThat(pictures.lines()).hasSize(3);
        }
    }

    @Test
    void a_full_server_is_waited_for() throws Exception {
        Archive.put(sftp.file("scans/a.png"), large(1));
        ftp.faults().space(1000);
        archive.sftp(sftp, "results=other:large").source(1, "ftp", "other", "watch=false", "host=" + FtpSite.HOST,
                "port=" + ftp.port(), "user=" + FtpSite.USER, "password=" + FtpSite.PASSWORD).start();
        archive.eventuallyState("broken");
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE)
                .until(() -> archive.standing().get("failed").asInt() == 0);
        ftp.faults().space(Long.MAX_VALUE);
        archive.eventuallyDone(1, 0);
    }

    @Test
    void what_may_not_be_read_is_told_and_the_rest_goes_on() throws Exception {
        Archive.put(ftp.file("scans/closed/a.png"), Archive.picture(1));
        Archive.put(ftp.file("scans/open/secret.png"), Archive.picture(2));
        Archive.put(ftp.file("scans/open/b.png"), Archive.picture(3));
        ftp.faults().deny("/scans/closed");
        ftp.faults().deny("/scans/open/secret.png");
        archive.ftp(ftp).with("loupe.retries=1").start();
        archive.eventuallyResults("open/b.png");
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(archive.standing().get("unreadable").toString()).contains("scans/closed");
            assertThat(archive.standing().get("failed").asInt()).isEqualTo(1);
        });
        assertThat(archive.home.files("failed/archive")).containsExactly("open/secret.png.json");
        ftp.faults().allow("/scans/closed");
        archive.eventuallyResults("open/b.png", "closed/a.png");
        assertThat(archive.standing().get("unreadable")).isEmpty();
    }

    @Test
    void a_file_that_grows_waits() throws Exception {
        Archive.put(ftp.file("scans/grows.png"), Archive.picture(1));
        Archive.put(ftp.file("scans/b.png"), Archive.picture(2));
        ftp.faults().grow(ftp.file("scans/grows.png"));
        archive.ftp(ftp).start();
        archive.eventuallyResults("b.png");
        long before = requests("LIST");
        await().atMost(PATIENCE).until(() -> requests("LIST") > before + 5);
        assertThat(archive.results()).containsExactly("b.png");
        assertThat(archive.home.files("failed/archive")).isEmpty();
        Archive.put(ftp.file("scans/grows.png"), Archive.picture(3));
        ftp.faults().settle(ftp.file("scans/grows.png"));
        archive.eventuallyResults("b.png", "grows.png");
    }

    @Test
    void paused_nothing_is_fetched_and_a_check_does_not_wait_for_its_time() throws Exception {
        Files.createDirectories(sftp.file("scans"));
        archive.sftp(sftp, "poll=1h").start();
        archive.eventuallyState("listening");
        archive.ask("POST", "/sources/pause?source=archive");
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        archive.ask("POST", "/sources/check");
        archive.eventuallyState("paused");
        await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> archive.results().isEmpty());
        archive.ask("POST", "/sources/resume?source=archive");
        archive.eventuallyResults("a.png");
        Archive.put(sftp.file("scans/b.png"), Archive.picture(2));
        assertThat(archive.ask("POST", "/sources/check?source=archive").toString()).contains("archive");
        archive.eventuallyResults("a.png", "b.png");
        assertThat(archive.ask("POST", "/sources/check?source=nobody").get("detail").asText())
                .contains("There is no source nobody");
    }

    @Test
    void out_of_its_hours_a_source_waits() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        var now = java.time.LocalTime.now();
        archive.sftp(sftp, "hours=" + now.plusHours(2).withNano(0).withSecond(0) + "-" + now.plusHours(4).withNano(0)
                .withSecond(0))
                .start();
        archive.eventuallyState("waiting for its hours");
        assertThat(archive.results()).isEmpty();
    }

    @Test
    void stopped_in_the_middle_it_begins_again_where_it_was() throws Exception {
        for (int i = 0; i < 30; i++) {
            Archive.put(sftp.file("scans/" + i + ".png"), large(i));
        }
        archive.sftp(sftp).with("loupe.prefetch=4").start();
        await().atMost(PATIENCE).until(() -> archive.results().size() >= 3);
        archive.stop();
        assertThat(archive.home.files("failed")).isEmpty();
        archive.start();
        archive.eventuallyDone(30, 0);
        assertThat(archive.items()).extracting(WorkItem::seenAgain).containsOnly(0);
    }
}
