package dev.loupe.remote;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.ftpserver.DataConnectionConfiguration;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.impl.DefaultDataConnectionConfiguration;
import org.apache.ftpserver.impl.PassivePorts;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.TransferRatePermission;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Apache FtpServer on loopback over a tree of its own: FTP, or FTPS (explicit) with a certificate. It can be stopped
 * and started again on the same port; {@link #faults()} makes it behave as servers in the world do.
 */
public final class FtpSite implements AutoCloseable {
    public static final String HOST = "127.0.0.1";
    public static final String USER = "archive";
    public static final String PASSWORD = "secret + 100% & more?";

    /** As many transfers at once; a listing is one, too. */
    private static final int DATA_PORTS = 12;

    private final Path root;
    private final Certificate certificate;
    private final FtpFaults faults = new FtpFaults();
    private final List<Integer> dataPorts = freePorts(DATA_PORTS);
    private int port;
    private FtpServer server;

    /** FTP when {@code certificate} is null; started. */
    public FtpSite(Path root, Certificate certificate) throws IOException {
        // what a test breaks on purpose is no news
        Configurator.setLevel(Map.of("org.apache.ftpserver", Level.OFF, "org.apache.mina", Level.OFF));
        this.root = Files.createDirectories(root);
        this.certificate = certificate;
        start();
    }

    public static FtpSite plain(Path root) throws IOException {
        return new FtpSite(root, null);
    }

    /** Starts after {@link #stop()}, on the same port. */
    public void start() {
        FtpServerFactory factory = new FtpServerFactory();
        try {
            factory.setUserManager(users());
            factory.addListener("default", listener());
            factory.setFtplets(new HashMap<>(Map.of("faults", faults))); // it clears it in the end
            server = factory.createServer();
            server.start();
        } catch (FtpException refused) {
            throw new IllegalStateException(refused);
        }
        port = factory.getListener("default").getPort();
    }

    private Listener listener() {
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress(HOST);
        listener.setPort(port);
        SslConfiguration tls = certificate == null ? null : tls();
        listener.setSslConfiguration(tls);
        listener.setDataConnectionConfiguration(data(tls));
        return listener.createListener();
    }

    /**
     * Passive alone. Whether a port is free would be tried on every address, and {@link FaultProxy} has it on another
     * one.
     */
    private DataConnectionConfiguration data(SslConfiguration tls) {
        return new DefaultDataConnectionConfiguration(300, tls, false, false, null, 0, null,
                new PassivePorts(Set.copyOf(dataPorts), false), null, false, false);
    }

    private SslConfiguration tls() {
        SslConfigurationFactory tls = new SslConfigurationFactory();
        tls.setKeystoreFile(certificate.keystore().toFile());
        tls.setKeystoreType("PKCS12");
        tls.setKeystorePassword(Certificate.PASSWORD);
        tls.setSslProtocol("TLSv1.2", "TLSv1.3");
        return tls.createSslConfiguration();
    }

    private UserManager users() throws FtpException {
        BaseUser user = new BaseUser();
        user.setName(USER);
        user.setPassword(PASSWORD);
        user.setHomeDirectory(root.toString());
        user.setAuthorities(List.of(new WritePermission(), new ConcurrentLoginPermission(0, 0),
                new TransferRatePermission(0, 0)));
        UserManager users = new PropertiesUserManagerFactory().createUserManager();
        users.save(user);
        return users;
    }

    /** Ends every connection at once; the tree stays. */
    public void stop() {
        server.stop();
    }

    public int port() {
        return port;
    }

    /** The ports it announces for data; {@link FaultProxy} stands in front of them, too. */
    public List<Integer> dataPorts() {
        return dataPorts;
    }

    public Path root() {
        return root;
    }

    public Path file(String path) {
        return root.resolve(path);
    }

    public FtpFaults faults() {
        return faults;
    }

    @Override
    public void close() {
        if (!server.isStopped()) {
            server.stop();
        }
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = IntStream.range(0, count).mapToObj(i -> FaultProxy.listen(HOST, 0)).toList();
        List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        sockets.forEach(FaultProxy::end);
        return ports;
    }
}
