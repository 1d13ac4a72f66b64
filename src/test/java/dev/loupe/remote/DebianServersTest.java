package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.Needs;
import dev.loupe.TestPictures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that Loupe's authors did not choose: vsftpd and OpenSSH, as Debian packs them, each a process of its own. */
@Tag("slow")
class DebianServersTest {
    private static final String VSFTPD = "/usr/sbin/vsftpd";
    private static final String OPENSSL = "/usr/bin/openssl";
    private static final String SSHD = "/usr/sbin/sshd";
    private static final String SSH_KEYGEN = "/usr/bin/ssh-keygen";
    private static final String NAME = "b\u00fccher/1 und 2.png";

    @TempDir
    private Path folder;

    private Path root;
    private int port;
    private Process server;

    /** Others than its owner may look into it, unlike into a temporary folder of JUnit's. */
    @BeforeEach
    void prepare() throws IOException {
        Needs.unicodeNames();
        root = Files.createTempDirectory("loupe-server");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Archive.put(root.resolve("scans").resolve(NAME), Archive.picture(1));
        Files.createDirectories(root.resolve("large"));
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void end() throws Exception {
        if (server != null) {
            server.destroy();
            server.waitFor();
        }
        if (root == null) {
            return; // skipped
        }
        try (var files = Files.walk(root)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private void serve(String configuration, List<String> command) throws IOException {
        Files.writeString(folder.resolve("server.conf"), configuration);
        server = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile()).start();
        await().atMost(Duration.ofMinutes(1)).until(() -> !server.isAlive() || isListening());
        Needs.that(server.isAlive(), command.get(0) + " does not start: "
                + Files.readString(folder.resolve("server.log")).strip());
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(FtpSite.HOST, port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void comesOut(Archive archive) throws Exception {
        archive.start();
        Path result = root.resolve("large").resolve(NAME);
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(result));
        assertThat(TestPictures.decode(Files.readAllBytes(result)).getWidth()).isEqualTo(39);
        assertThat(root.resolve("scans").resolve(NAME)).hasBinaryContent(Archive.picture(1));
        archive.stop();
        try (var files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(2);
        }
    }

    private Archive vsftpd(Archive archive, String directory) throws IOException {
        serveVsftpd();
        return archive.source(0, "ftp", "archive", "host=" + FtpSite.HOST, "port=" + port, "user=anonymous",
                "password=archive", "directory=" + directory, "results=archive:large");
    }

    private void serveVsftpd(String... more) throws IOException {
        Needs.program(VSFTPD);
        Needs.that(Needs.isRoot(), "vsftpd must be started by root");
        Files.setOwner(root.resolve("large"), user("ftp"));
        user("nobody");
        serve(String.join("\n", "listen=YES", "listen_address=" + FtpSite.HOST, "listen_port=" + port, "background=NO",
                "anonymous_enable=YES", "no_anon_password=YES", "write_enable=YES", "anon_upload_enable=YES",
                "anon_mkdir_write_enable=YES", "anon_other_write_enable=YES", "anon_world_readable_only=NO",
                "anon_umask=022",
                "anon_root=" + root, "secure_chroot_dir=" + Files.createDirectories(folder.resolve("empty")),
                "seccomp_sandbox=NO", "xferlog_enable=NO", String.join("\n", more), ""),
                List.of(VSFTPD, folder.resolve("server.conf").toString()));
    }

    @Test
    void vsftpd() throws Exception {
        try (Archive archive = new Archive(folder.resolve("home"))) {
            comesOut(vsftpd(archive, "scans"));
        }
    }

    /** As it is by default: data connections must resume the session of the control connection. */
    @Test
    void vsftpd_with_tls() throws Exception {
        Needs.program(OPENSSL);
        Certificate certificate = Certificate.make(folder.resolve("certificate"));
        Path pem = folder.resolve("server.pem");
        assertThat(new ProcessBuilder(OPENSSL, "pkcs12", "-in", certificate.keystore().toString(), "-nodes", "-passin",
                "pass:" + Certificate.PASSWORD, "-out", pem.toString()).inheritIO().start().waitFor()).isZero();
        serveVsftpd("ssl_enable=YES", "allow_anon_ssl=YES", "force_anon_logins_ssl=YES", "force_anon_data_ssl=YES",
                "ssl_ciphers=HIGH", "rsa_cert_file=" + pem, "rsa_private_key_file=" + pem);
        try (Archive archive = new Archive(folder.resolve("home"))) {
            comesOut(archive.source(0, "ftps", "archive", "host=" + FtpSite.HOST, "port=" + port, "user=anonymous",
                    "password=archive", "directory=scans", "results=archive:large",
                    "trust-store=" + certificate.truststore(), "trust-store-password=" + Certificate.PASSWORD));
        }
    }

    @Test
    void what_vsftpd_does_not_list_is_named() throws Exception {
        for (String mode : List.of("---------", "rwx--x--x")) {
            Path closed = Files.createDirectories(root.resolve("scans/closed" + mode.indexOf('x')));
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString(mode));
        }
        try (Archive archive = new Archive(folder.resolve("home"))) {
            vsftpd(archive, "scans").start();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                    archive.standing().get("unreadable").toString()).contains("scans/closed-1", "scans/closed2"));
            archive.eventuallyDone(1, 0);
        }
    }

    @Test
    void a_directory_that_vsftpd_does_not_have_is_no_empty_tree() throws Exception {
        try (Archive archive = new Archive(folder.resolve("home"))) {
            vsftpd(archive, "scnas").start();
            archive.eventuallyState("broken: There is no directory scnas that anonymous may read on 127.0.0.1:" + port
                    + ": 550 Failed to change directory.");
        }
    }

    private Archive openssh(Archive archive) throws Exception {
        Needs.program(SSHD);
        Needs.program(SSH_KEYGEN);
        user(System.getProperty("user.name"));
        Needs.that(!Needs.isRoot() || Files.isDirectory(Path.of("/run/sshd")), "sshd as root needs /run/sshd");
        Needs.that(!isLocked(), "root's account is locked, so sshd lets nobody in");
        Path hostKey = key("host");
        Path userKey = key("user");
        serve(String.join("\n", "ListenAddress " + FtpSite.HOST, "Port " + port, "HostKey " + hostKey,
                "AuthorizedKeysFile " + userKey + ".pub", "PidFile none", "StrictModes no", "UsePAM no",
                "PasswordAuthentication no", "Subsystem sftp internal-sftp", ""),
                List.of(SSHD, "-D", "-e", "-f", folder.resolve("server.conf").toString()));
        Files.writeString(archive.home.path().resolve("config/known_hosts"),
                "[" + FtpSite.HOST + "]:" + port + " " + Files.readString(Path.of(hostKey + ".pub")));
        return archive.source(0, "sftp", "archive", "host=" + FtpSite.HOST, "port=" + port,
                "user=" + System.getProperty("user.name"), "key-file=" + userKey,
                "directory=" + root.resolve("scans"), "results=archive:" + root.resolve("large"));
    }

    @Test
    void openssh() throws Exception {
        try (Archive archive = new Archive(folder.resolve("home"))) {
            comesOut(openssh(archive));
        }
    }

    @Test
    void links_on_openssh_are_the_files_they_lead_to_or_left_out() throws Exception {
        Archive.put(root.resolve("store/real.png"), Archive.picture(2));
        Files.createSymbolicLink(root.resolve("scans/a"), Path.of("../store"));
        Files.createSymbolicLink(root.resolve("scans/gone.png"), Path.of("nothing.png"));
        Files.createSymbolicLink(root.resolve("scans/loop.png"), Path.of("loop.png"));
        Files.createSymbolicLink(root.resolve("scans/link.png"), Path.of("../store/real.png"));
        try (Archive archive = new Archive(folder.resolve("home")); LogLines warnings = LogLines.warnings()) {
            openssh(archive).start();
            archive.eventuallyDone(2, 0);
            assertThat(root.resolve("large/link.png")).exists();
            await().atMost(Duration.ofSeconds(60)).until(() -> archive.standing().get("left_out").asInt() == 3);
            assertThat(archive.standing().get("state").asText()).isEqualTo("listening");
            assertThat(warnings.lines()).hasSize(3);
        }
    }

    private static UserPrincipal user(String name) throws IOException {
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
        } catch (UserPrincipalNotFoundException missing) {
            Needs.that(false, "there is no user " + name);
            throw missing;
        }
    }

    /** Without PAM sshd refuses a user whose password begins with an exclamation mark, whatever key he has. */
    private static boolean isLocked() throws IOException {
        Path shadow = Path.of("/etc/shadow");
        return Needs.isRoot() && Files.isReadable(shadow)
                && Files.readAllLines(shadow).stream().anyMatch(line -> line.startsWith("root:!"));
    }

    private Path key(String name) throws Exception {
        Path file = folder.resolve(name);
        Process keygen = new ProcessBuilder(SSH_KEYGEN, "-q", "-t", "ecdsa", "-N", "", "-f", file.toString())
                .inheritIO().start();
        assertThat(keygen.waitFor()).isZero();
        return file;
    }
}
