package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.TestPictures;
import dev.loupe.ledger.Entry;
import dev.loupe.ledger.Entry.State;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees on servers as their owners see them: what comes out, what is remembered, and that originals are untouched. */
@Tag("slow")
class SourcesTest {
    @TempDir
    private Path folder;

    @Test
    void a_tree_on_an_sftp_server_comes_out_enlarged_and_stays_as_it_is() throws Exception {
        try (SftpSite site = new SftpSite(folder.resolve("site")); Archive archive = new Archive(folder.resolve("home"))) {
            byte[] original = Archive.picture(1);
            Archive.put(site.file("scans/bücher/1 und 2/séite #1.png"), original);
            Archive.put(site.file("scans/b.png"), Archive.picture(2));
            archive.sftp(site).start();
            archive.eventuallyResults("bücher/1 und 2/séite #1.png", "b.png");
            var result = TestPictures.decode(Files.readAllBytes(archive.home.data("outbox/archive/bücher/1 und 2/séite #1.png")));
            assertThat(result.getWidth()).isEqualTo(39);
            assertThat(archive.ledger()).extracting(Entry::state).containsOnly(State.DONE);
            assertThat(site.file("scans/bücher/1 und 2/séite #1.png")).hasBinaryContent(original);
        }
    }

    @Test
    void a_tree_on_an_ftp_server_comes_out_enlarged_and_stays_as_it_is() throws Exception {
        try (FtpSite site = FtpSite.plain(folder.resolve("site")); Archive archive = new Archive(folder.resolve("home"))) {
            byte[] original = Archive.picture(1);
            Archive.put(site.file("scans/bücher/1 und 2/séite #1.png"), original);
            Archive.put(site.file("scans/b.png"), Archive.picture(2));
            archive.ftp(site).start();
            archive.eventuallyResults("bücher/1 und 2/séite #1.png", "b.png");
            assertThat(archive.ledger()).extracting(Entry::state).containsOnly(State.DONE);
            assertThat(site.file("scans/bücher/1 und 2/séite #1.png")).hasBinaryContent(original);
        }
    }
}
