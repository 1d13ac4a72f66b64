package dev.loupe.camel.source;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.SftpEndpoint;
import org.apache.camel.component.file.remote.SftpOperations;

/** An SFTP server, reached as its endpoint says. */
final class SftpRemote implements Remote {
    private final Connection connection;
    private final ChannelSftp channel;

    private SftpRemote(Connection connection, ChannelSftp channel) {
        this.connection = connection;
        this.channel = channel;
    }

    /** Camel's own connection, which keeps its session to itself. */
    private static final class Connection extends SftpOperations {
        private Session session;

        @Override
        protected Session createSession(RemoteFileConfiguration configuration) throws JSchException {
            session = super.createSession(configuration);
            return session;
        }
    }

    static Remote connect(SftpEndpoint endpoint) throws Exception {
        Connection connection = new Connection();
        connection.setEndpoint(endpoint);
        try {
            connection.connect(endpoint.getConfiguration(), null);
            ChannelSftp channel = (ChannelSftp) connection.session.openChannel("sftp");
            channel.connect(endpoint.getConfiguration().getConnectTimeout());
            return new SftpRemote(connection, channel);
        } catch (Exception refused) { // the session is open where the server refuses a channel
            connection.forceDisconnect();
            throw refused;
        }
    }

    @Override
    public boolean alive() {
        return channel.isConnected() && connection.sendNoop();
    }

    @Override
    public OptionalLong size(String path) throws IOException {
        try {
            SftpATTRS attributes = channel.stat(plain(path));
            return OptionalLong.of(attributes.getSize());
        } catch (SftpException refused) {
            if (refused.id == ChannelSftp.SSH_FX_NO_SUCH_FILE) {
                return OptionalLong.empty();
            }
            throw told(refused, path);
        }
    }

    @Override
    public void read(String path, long from, OutputStream into) throws IOException {
        try {
            channel.get(plain(path), into, null, from > 0 ? ChannelSftp.RESUME : ChannelSftp.OVERWRITE, from);
        } catch (SftpException refused) {
            throw told(refused, path);
        }
    }

    /** The protocol has none that servers agree on. */
    @Override
    public Optional<Checksum> checksum(String path) {
        return Optional.empty();
    }

    @Override
    public void delete(String path) throws IOException {
        try {
            channel.rm(plain(path));
        } catch (SftpException refused) {
            throw told(refused, path);
        }
    }

    @Override
    public void move(String from, String to) throws IOException {
        if (size(to).isPresent()) {
            throw new FileAlreadyExistsException(to);
        }
        for (int slash = to.indexOf('/', 1); slash > 0; slash = to.indexOf('/', slash + 1)) {
            String directory = to.substring(0, slash);
            if (size(directory).isEmpty()) {
                make(directory);
            }
        }
        try {
            channel.rename(plain(from), plain(to));
        } catch (SftpException refused) {
            throw told(refused, from);
        }
    }

    private void make(String directory) throws IOException {
        try {
            channel.mkdir(directory);
        } catch (SftpException refused) {
            if (size(directory).isEmpty()) { // otherwise another thread was faster
                throw told(refused, directory);
            }
        }
    }

    @Override
    public void list(String directory) throws IOException {
        try {
            channel.ls(directory.isEmpty() ? "." : plain(directory), entry -> ChannelSftp.LsEntrySelector.BREAK);
        } catch (SftpException refused) {
            throw told(refused, directory);
        }
    }

    /** The client takes paths for patterns. */
    private static String plain(String path) {
        return path.replaceAll("([\\\\*?])", "\\\\$1");
    }

    private static IOException told(SftpException refused, String path) {
        IOException told = switch (refused.id) {
            case ChannelSftp.SSH_FX_NO_SUCH_FILE -> new NoSuchFileException(path, null, refused.getMessage());
            case ChannelSftp.SSH_FX_PERMISSION_DENIED -> new AccessDeniedException(path, null, refused.getMessage());
            default -> new IOException(refused.getMessage(), refused);
        };
        if (told.getCause() == null) {
            told.initCause(refused);
        }
        return told;
    }

    @Override
    public void close() {
        try {
            channel.disconnect();
            connection.forceDisconnect();
        } catch (RuntimeException gone) {
            // the server was faster
        }
    }
}
