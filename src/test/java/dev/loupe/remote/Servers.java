package dev.loupe.remote;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An SFTP server, an FTP server, and a service that is not started yet; each test has its own. */
abstract class Servers {
    @TempDir
    Path folder;

    SftpSite sftp;
    FtpSite ftp;
    Archive archive;

    @BeforeEach
    void open() throws IOException {
        sftp = new SftpSite(folder.resolve("sftp"));
        ftp = FtpSite.plain(folder.resolve("ftp"));
        archive = new Archive(folder.resolve("home"));
    }

    @AfterEach
    void close() throws Exception {
        archive.close();
        ftp.close();
        sftp.close();
    }

    /** How often clients of the FTP server asked for this. */
    long requests(String command) {
        return ftp.faults().requests().stream().filter(request -> request.startsWith(command)).count();
    }
}
