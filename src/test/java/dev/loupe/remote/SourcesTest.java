package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.Needs;
import dev.loupe.TestPictures;
import dev.loupe.work.WorkItem;
import dev.loupe.work.WorkItem.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trees on servers as their owners see them: what comes out, what is remembered, what becomes of originals. */
@Tag("slow")
class SourcesTest extends Servers {
    private void comesOutAndStays(Function<String, Path> tree) throws Exception {
        Needs.unicodeNames();
        byte[] original = Archive.picture(1);
        String strange = "bücher/1 und 2/séite #1 50%.png";
        Archive.put(tree.apply("scans/" + strange), original);
        Archive.put(tree.apply("scans/b.png"), Archive.picture(2));
        archive.start();
        archive.eventuallyResults(strange, "b.png");
        archive.eventuallyDone(2, 0);
        var result = TestPictures.decode(Files.readAllBytes(archive.home.data("outbox/archive/" + strange)));
        assertThat(result.getWidth()).isEqualTo(39);
        assertThat(archive.home.files("spool")).isEmpty();
        assertThat(archive.items()).extracting(WorkItem::state).containsOnly(State.DONE);
        assertThat(tree.apply("scans/" + strange)).hasBinaryContent(original);
    }

    @Test
    void a_tree_on_an_sftp_server_comes_out_and_stays_as_it_is() throws Exception {
        archive.sftp(sftp);
        comesOutAndStays(sftp::file);
    }

    @Test
    void a_tree_on_an_ftp_server_comes_out_and_stays_as_it_is() throws Exception {
        archive.ftp(ftp);
        comesOutAndStays(ftp::file);
    }

    @Test
    void a_tree_on_an_ftps_server_comes_out_when_its_certificate_is_trusted() throws Exception {
        Certificate certificate = Certificate.make(folder.resolve("tls"));
        try (FtpSite ftps = new FtpSite(folder.resolve("ftps"), certificate)) {
            archive.ftp(ftps, "type=ftps", "trust-store=" + certificate.truststore(),
                    "trust-store-password=" + Certificate.PASSWORD);
            comesOutAndStays(ftps::file);
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_is_refused() throws Exception {
        try (FtpSite ftps = new FtpSite(folder.resolve("ftps"), Certificate.make(folder.resolve("tls")))) {
            Archive.put(ftps.file("scans/a.png"), Archive.picture(1));
            archive.ftp(ftps, "type=ftps").start();
            archive.eventuallyState("broken: The certificate of 127.0.0.1:" + ftps.port() + " is not trusted");
            assertThat(ftps.faults().requests()).doesNotContain("PASS");
        }
    }

    @Test
    void a_folder_is_remembered_instead_of_emptied() throws Exception {
        archive.source(0, "folder", "archive", "directory=" + folder.resolve("tree/scans"));
        comesOutAndStays(folder.resolve("tree")::resolve);
    }

    @Test
    void a_server_whose_key_is_not_known_is_refused_with_its_fingerprint() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        archive.sftp(sftp);
        Files.writeString(archive.home.path().resolve("config/known_hosts"), "");
        archive.start();
        archive.eventuallyState("broken: The key of 127.0.0.1:" + sftp.port() + " is not in ");
        assertThat(archive.standing().get("state").asText()).contains(sftp.fingerprint()).contains("ssh-keyscan -p ");
        archive.known(sftp);
        archive.eventuallyResults("a.png");
    }

    @Test
    void a_key_opens_instead_of_a_password() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        Path key = sftp.writeUserKey(folder.resolve("id"));
        archive.sftp(sftp, "password=", "key-file=" + key).start();
        archive.eventuallyResults("a.png");
    }

    @Test
    void nothing_is_done_twice_and_what_changes_is_done_again() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        Archive.put(sftp.file("scans/b.png"), Archive.picture(2));
        archive.sftp(sftp).start();
        archive.eventuallyDone(2, 0);
        Path result = archive.home.data("outbox/archive/a.png");
        FileTime written = Files.getLastModifiedTime(result);
        archive.stop();
        Files.setLastModifiedTime(sftp.file("scans/a.png"), FileTime.from(Instant.now().minusSeconds(1000)));
        Archive.put(sftp.file("scans/b.png"), Archive.picture(3));
        archive.start();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(TestPictures.decode(
                Files.readAllBytes(archive.home.data("outbox/archive/b.png"))).getWidth()).isEqualTo(45));
        archive.eventuallyDone(2, 0);
        List<WorkItem> items = archive.items();
        assertThat(items).extracting(WorkItem::path).containsExactly("b.png", "a.png");
        assertThat(items).extracting(WorkItem::seenAgain).containsExactly(0, 1);
        assertThat(Files.getLastModifiedTime(result)).as("a.png was not done again").isEqualTo(written);
    }

    @Test
    void times_that_lose_their_clock_do_not_make_files_new() throws Exception {
        Archive.put(ftp.file("scans/a.png"), Archive.picture(1));
        archive.ftp(ftp).start();
        archive.eventuallyDone(1, 0);
        ftp.faults().dayPrecision(true);
        long listed = requests("LIST");
        await().atMost(Duration.ofSeconds(30)).until(() -> requests("LIST") >= listed + 3);
        assertThat(requests("RETR")).isEqualTo(1);
    }

    @Test
    void a_bad_file_is_set_aside_with_the_reason_and_the_rest_goes_on() throws Exception {
        Archive.put(ftp.file("scans/sub/letter.png"), "Dear all,".getBytes(StandardCharsets.UTF_8));
        Archive.put(ftp.file("scans/sub/good.png"), Archive.picture(1));
        archive.ftp(ftp).start();
        archive.eventuallyDone(1, 1);
        assertThat(archive.home.files("failed/archive")).containsExactly("sub/letter.png", "sub/letter.png.json");
        JsonNode why = new ObjectMapper().readTree(archive.home.data("failed/archive/sub/letter.png.json").toFile());
        assertThat(why.get("reason").asText()).isEqualTo("NOT_A_PICTURE");
        assertThat(why.get("source").asText()).isEqualTo("sub/letter.png");
        assertThat(ftp.file("scans/sub/letter.png")).exists();
        long id = archive.ask("GET", "/history?failed=true").get(0).get("id").asLong();
        Archive.put(ftp.file("scans/sub/letter.png"), Archive.picture(4));
        archive.ask("POST", "/history/retry?id=" + id);
        archive.eventuallyDone(2, 0);
        assertThat(archive.home.files("failed/archive")).isEmpty();
    }

    @Test
    void an_original_is_moved_or_deleted_when_its_result_has_arrived_and_not_when_it_failed() throws Exception {
        Archive.put(sftp.file("scans/sub/a.png"), Archive.picture(1));
        Archive.put(sftp.file("scans/bad.png"), new byte[] {1, 2, 3});
        Archive.put(ftp.file("scans/sub/a.png"), Archive.picture(1));
        Archive.put(ftp.file("scans/bad.png"), new byte[] {1, 2, 3});
        archive.sftp(sftp, "original=move", "moved=taken/care of").source(1, "ftp", "second", "host=" + FtpSite.HOST,
                "port=" + ftp.port(), "user=" + FtpSite.USER, "password=" + FtpSite.PASSWORD, "directory=/scans",
                "original=delete");
        archive.start();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(sftp.file("taken/care of/sub/a.png")).hasBinaryContent(Archive.picture(1));
            assertThat(ftp.file("scans/sub/a.png")).doesNotExist();
            assertThat(archive.home.files("failed/second")).hasSize(2);
        });
        assertThat(sftp.file("scans/sub/a.png")).doesNotExist();
        assertThat(sftp.file("scans/bad.png")).exists();
        assertThat(ftp.file("scans/bad.png")).exists();
        assertThat(archive.home.files("outbox/second")).containsExactly("sub/a.png");
        Archive.put(sftp.file("scans/sub/a.png"), Archive.picture(2));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(sftp.file("taken/care of/sub/a-2.png")).hasBinaryContent(Archive.picture(2)));
    }

    @Test
    void results_go_to_another_server_with_their_checksums_beside_them() throws Exception {
        Needs.unicodeNames();
        Archive.put(sftp.file("scans/ü/a.png"), Archive.picture(1));
        archive.sftp(sftp, "results=other:large/üb er", "sha256-file=true", "format=jpeg", "scale=2")
                .source(1, "ftp", "other", "watch=false", "host=" + FtpSite.HOST, "port=" + ftp.port(),
                        "user=" + FtpSite.USER,
                        "password=" + FtpSite.PASSWORD).start();
        archive.eventuallyDone(1, 0);
        byte[] result = Files.readAllBytes(ftp.file("large/üb er/ü/a.jpg"));
        assertThat(TestPictures.decode(result).getWidth()).isEqualTo(26);
        assertThat(ftp.file("large/üb er/ü/a.jpg.sha256")).content().isEqualTo(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(result)) + "  a.jpg\n");
        assertThat(ftp.faults().requests()).anyMatch(request -> request.startsWith("RNTO"));
        assertThat(Files.list(ftp.file("large/üb er/ü"))).hasSize(2);
    }

    @Test
    void results_go_to_the_same_server_and_are_read_back() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        archive.sftp(sftp, "results=archive:large", "verify=read").start();
        archive.eventuallyDone(1, 0);
        assertThat(TestPictures.decode(Files.readAllBytes(sftp.file("large/a.png"))).getWidth()).isEqualTo(39);
    }

    @Test
    void names_that_clash_or_are_as_long_as_they_may_be_come_out_each() throws Exception {
        Needs.unicodeNames();
        String longest = "ü".repeat(125) + "x.png"; // 255 bytes
        for (String name : List.of("a.png", "A.png", longest, "odd [1] * ? name.png", "a.jpeg.png", ".hidden.png",
                "b.png.part")) {
            Archive.put(sftp.file("scans/" + name), Archive.picture(name.length()));
        }
        archive.sftp(sftp, "format=tiff").start();
        archive.eventuallyDone(5, 0);
        assertThat(archive.results()).containsExactlyInAnyOrder("A.tif", "a-2.tif", "ü".repeat(125) + "x.tif",
                "odd [1] * ? name.tif", "a.jpeg.tif");
    }
}
