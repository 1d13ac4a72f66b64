package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SftpException;
import dev.loupe.Needs;
import dev.loupe.remote.FaultProxy.Fault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.ftp.FTPSClient;
import org.apache.commons.net.io.CopyStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servers that the other tests stand on, seen by clients that are not Loupe. */
class SitesTest {
    private static final byte[] LARGE = new byte[300_000];

    @TempDir
    private Path folder;

    private static FTPClient login(FTPClient client, String host, int port) throws IOException {
        client.setControlEncoding("UTF-8");
        client.connect(host, port);
        assertThat(client.login(FtpSite.USER, FtpSite.PASSWORD)).isTrue();
        client.enterLocalPassiveMode();
        client.setFileType(FTP.BINARY_FILE_TYPE);
        return client;
    }

    private static boolean fetches(FTPClient client, String path, byte[] expected) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return client.retrieveFile(path, out) && Arrays.equals(out.toByteArray(), expected);
    }

    /** A client may still be writing when the server has no more room, or may have finished: both are refusals. */
    private static boolean stores(FTPClient client, String path) throws IOException {
        try {
            return client.storeFile(path, new ByteArrayInputStream(LARGE));
        } catch (CopyStreamException refused) {
            return FTPReply.isPositiveCompletion(client.getReply());
        }
    }

    @Test
    void an_ftp_site_serves_its_tree_and_comes_back_on_the_same_port() throws Exception {
        Needs.unicodeNames();
        try (FtpSite site = FtpSite.plain(folder.resolve("site"))) {
            Files.createDirectories(site.file("b\u00fccher/1 und 2"));
            Files.write(site.file("b\u00fccher/1 und 2/s\u00e9ite.png"), LARGE);
            FTPClient client = login(new FTPClient(), FtpSite.HOST, site.port());
            assertThat(client.listFiles("/b\u00fccher/1 und 2")).extracting(FTPFile::getName)
                    .containsExactly("s\u00e9ite.png");
            assertThat(fetches(client, "/b\u00fccher/1 und 2/s\u00e9ite.png", LARGE)).isTrue();
            int port = site.port();
            site.stop();
            assertThatThrownBy(() -> new FTPClient().connect(FtpSite.HOST, port)).isInstanceOf(ConnectException.class);
            site.start();
            assertThat(site.port()).isEqualTo(port);
            client = login(new FTPClient(), FtpSite.HOST, port);
            assertThat(client.storeFile("/new", new ByteArrayInputStream(LARGE))).isTrue();
            assertThat(site.file("new")).hasBinaryContent(LARGE);
            assertThat(site.faults().requests()).contains("PASS", "TYPE I", "STOR /new");
        }
    }

    @Test
    void an_ftp_site_refuses_fills_up_grows_and_forgets_the_hour() throws Exception {
        try (FtpSite site = FtpSite.plain(folder.resolve("site"))) {
            Files.write(site.file("a"), LARGE);
            FTPClient client = login(new FTPClient(), FtpSite.HOST, site.port());
            assertThat(client.listFiles()[0].getRawListing()).containsPattern("\\d\\d:\\d\\d a$");
            site.faults().dayPrecision(true);
            assertThat(client.listFiles()[0].getRawListing()).containsPattern("  \\d{4} a$");
            site.faults().grow(site.file("a"));
            assertThat(client.listFiles()[0].getSize()).isLessThan(client.listFiles()[0].getSize());
            site.faults().settle(site.file("a"));
            site.faults().announce("/", "../../etc/passwd", 10);
            assertThat(client.listFiles()).extracting(FTPFile::getName).contains("../../etc/passwd");
            site.faults().space(1000);
            assertThat(stores(client, "/b")).isFalse();
            assertThat(Files.size(site.file("b"))).isEqualTo(1000);
            site.faults().deny("/a");
            assertThat(client.retrieveFile("/a", new ByteArrayOutputStream())).isFalse();
            assertThat(client.getReplyString()).startsWith("550");
        }
    }

    @Test
    void an_ftps_site_is_known_by_its_certificate_through_the_proxy_too() throws Exception {
        Certificate certificate = Certificate.make(folder.resolve("tls"));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificate.truststore())) {
            trusted.load(in, Certificate.PASSWORD.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        try (FtpSite site = new FtpSite(folder.resolve("site"), certificate); FaultProxy proxy =
                FaultProxy.before(site)) {
            Files.write(site.file("a"), LARGE);
            FTPSClient client = new FTPSClient();
            client.setTrustManager(trust.getTrustManagers()[0]);
            client.setEndpointCheckingEnabled(true);
            login(client, FaultProxy.HOST, site.port());
            client.execPBSZ(0);
            client.execPROT("P");
            assertThat(fetches(client, "/a", LARGE)).isTrue();
            assertThat(proxy.connections()).isEqualTo(2);
        }
    }

    @Test
    void the_proxy_breaks_data_and_control_connections_by_script() throws Exception {
        try (FtpSite site = FtpSite.plain(folder.resolve("site")); FaultProxy proxy = FaultProxy.before(site)) {
            Files.write(site.file("a"), LARGE);
            FTPClient client = login(new FTPClient(), FaultProxy.HOST, site.port());
            proxy.onData(Fault.truncate(1000));
            ByteArrayOutputStream part = new ByteArrayOutputStream();
            client.retrieveFile("/a", part);
            assertThat(part.size()).isEqualTo(1000);
            FTPClient second = login(new FTPClient(), FaultProxy.HOST, site.port());
            proxy.onData(Fault.reset(1000));
            assertThatThrownBy(() -> second.retrieveFile("/a", new ByteArrayOutputStream()))
                    .isInstanceOf(IOException.class);
            assertThat(proxy.pending()).isZero();
            proxy.onControl(Fault.reset(0));
            assertThatThrownBy(() -> login(new FTPClient(), FaultProxy.HOST, site.port()))
                    .isInstanceOf(IOException.class);
            proxy.down();
            assertThatThrownBy(() -> login(new FTPClient(), FaultProxy.HOST, site.port()))
                    .isInstanceOf(ConnectException.class);
            proxy.up();
            assertThat(fetches(login(new FTPClient(), FaultProxy.HOST, site.port()), "/a", LARGE)).isTrue();
        }
    }

    @Test
    void an_sftp_site_is_known_by_its_key_and_opens_to_password_and_key() throws Exception {
        try (SftpSite site = new SftpSite(folder.resolve("site"))) {
            Files.write(site.file("a"), LARGE);
            ChannelSftp byPassword = open(site, FtpSite.HOST, site.knownHosts(), false);
            assertThat(byPassword.get("/a").readAllBytes()).isEqualTo(LARGE);
            site.deny("/a");
            assertThatThrownBy(() -> byPassword.get("/a")).isInstanceOfSatisfying(SftpException.class,
                    refused -> assertThat(refused.id).isEqualTo(ChannelSftp.SSH_FX_PERMISSION_DENIED));
            site.allow("/a");
            site.space(1000);
            assertThatThrownBy(() -> byPassword.put(new ByteArrayInputStream(LARGE), "/b"))
                    .isInstanceOf(SftpException.class);
            site.stop();
            site.start();
            assertThat(open(site, FtpSite.HOST, site.knownHosts(), true).get("/a").readAllBytes()).isEqualTo(LARGE);
            assertThatThrownBy(() -> open(site, FtpSite.HOST, "", false)).isInstanceOf(JSchException.class);
            assertThat(site.fingerprint()).startsWith("SHA256:");
        }
    }

    @Test
    void the_proxy_breaks_sftp_too() throws Exception {
        try (SftpSite site = new SftpSite(folder.resolve("site")); FaultProxy proxy = FaultProxy.before(site.port())) {
            Files.write(site.file("a"), LARGE);
            proxy.onControl(Fault.reset(100_000));
            ChannelSftp first = open(site, FaultProxy.HOST, site.knownHosts(), false);
            assertThatThrownBy(() -> first.get("/a").readAllBytes()).isInstanceOf(IOException.class);
            assertThat(open(site, FaultProxy.HOST, site.knownHosts(), false).get("/a").readAllBytes()).isEqualTo(LARGE);
        }
    }

    private ChannelSftp open(SftpSite site, String host, String knownHosts, boolean key) throws Exception {
        JSch jsch = new JSch();
        jsch.setKnownHosts(new ByteArrayInputStream(knownHosts.getBytes(StandardCharsets.UTF_8)));
        if (key) {
            jsch.addIdentity(site.writeUserKey(folder.resolve("id")).toString());
        }
        var session = jsch.getSession(SftpSite.USER, host, site.port());
        if (!key) {
            session.setPassword(SftpSite.PASSWORD);
        }
        session.setConfig("StrictHostKeyChecking", "yes");
        session.connect(10_000);
        ChannelSftp channel = (ChannelSftp) session.openChannel("sftp");
        channel.connect(10_000);
        return channel;
    }
}
