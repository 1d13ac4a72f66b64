package dev.loupe.remote;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.DirectoryHandle;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpFileSystemAccessor;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.apache.sshd.sftp.server.SftpSubsystemProxy;

/**
 * MINA SSHD on loopback with SFTP over a tree of its own, a host key that is known and a user with a password and a
 * key. It can be stopped and started again on the same port.
 */
public final class SftpSite implements AutoCloseable {
    public static final String USER = "archive";
    public static final String PASSWORD = "secret + 100% & more?";

    private final Path root;
    private final KeyPair hostKey = newKey();
    private final KeyPair userKey = newKey();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private volatile long space = Long.MAX_VALUE;
    private int port;
    private SshServer server;

    public SftpSite(Path root) throws IOException {
        // what a test breaks on purpose is no news
        Configurator.setLevel("org.apache.sshd", Level.OFF);
        this.root = Files.createDirectories(root);
        start();
    }

    /** Starts after {@link #stop()}, on the same port and with the same host key. */
    public void start() throws IOException {
        server = SshServer.setUpDefaultServer();
        server.setHost(FtpSite.HOST);
        server.setPort(port);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPasswordAuthenticator((user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
        server.setPublickeyAuthenticator((user, key, session) -> user.equals(USER)
                && KeyUtils.compareKeys(key, userKey.getPublic()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(root));
        server.setSubsystemFactories(List.of(
                new SftpSubsystemFactory.Builder().withFileSystemAccessor(new Faults()).build()));
        server.start();
        port = server.getPort();
    }

    /** Ends every connection at once; the tree stays. */
    public void stop() throws IOException {
        server.stop(true);
    }

    public int port() {
        return port;
    }

    public Path root() {
        return root;
    }

    public Path file(String path) {
        return root.resolve(path);
    }

    /** SHA256:…, as {@code ssh-keygen -l} prints it. */
    public String fingerprint() {
        return KeyUtils.getFingerPrint(hostKey.getPublic());
    }

    /** The line that makes it known in a {@code known_hosts} file, at the address of its proxy, too. */
    public String knownHosts() {
        String key = PublicKeyEntry.toString(hostKey.getPublic());
        return "[" + FtpSite.HOST + "]:" + port + " " + key + "\n[" + FaultProxy.HOST + "]:" + port + " " + key + "\n";
    }

    /** Writes the user's private key, in OpenSSH's form and without a passphrase. */
    public Path writeUserKey(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(userKey, "user", null, out);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
        return file;
    }

    /** Uploads fail once they have written so many bytes more. */
    public void space(long bytes) {
        space = bytes;
    }

    /** What is at or below {@code /path} can be neither opened nor listed from now on. */
    public void deny(String path) {
        denied.add(path);
    }

    public void allow(String path) {
        denied.remove(path);
    }

    /** The file {@code /path} cannot be opened, and the server does not say why. */
    public void fail(String path) {
        failing.add(path);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private static KeyPair newKey() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private final class Faults implements SftpFileSystemAccessor {
        @Override
        public SeekableByteChannel openFile(SftpSubsystemProxy subsystem, FileHandle handle, Path file, String name,
                Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            check(file);
            if (failing.contains(file.toString())) {
                throw new IOException("Failure");
            }
            SeekableByteChannel channel = SftpFileSystemAccessor.super.openFile(subsystem, handle, file, name, options,
                    attributes);
            return space == Long.MAX_VALUE ? channel : new Limited(channel);
        }

        @Override
        public DirectoryStream<Path> openDirectory(SftpSubsystemProxy subsystem, DirectoryHandle handle, Path folder,
                String name, LinkOption... options) throws IOException {
            check(folder);
            return SftpFileSystemAccessor.super.openDirectory(subsystem, handle, folder, name, options);
        }

        private void check(Path path) throws AccessDeniedException {
            if (denied.stream().anyMatch(prefix -> (path + "/").startsWith(prefix + "/"))) {
                throw new AccessDeniedException(path.toString());
            }
        }
    }

    private final class Limited implements SeekableByteChannel {
        private final SeekableByteChannel file;

        Limited(SeekableByteChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (bytes.remaining() > space) {
                throw new FileSystemException("no space left on device");
            }
            space -= bytes.remaining();
            return file.write(bytes);
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return file.read(bytes);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public SeekableByteChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
