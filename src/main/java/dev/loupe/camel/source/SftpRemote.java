package dev.loupe.camel.source;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.camel.component.file.remote.SftpEndpoint;

/** An SFTP server, reached as its endpoint says. */
final class SftpRemote implements Remote {
    private final SftpSession session;
    private final ChannelSftp channel;

    private SftpRemote(SftpSession session, ChannelSftp channel) {
        this.session = session;
        this.channel = channel;
    }

    static Remote connect(SftpEndpoint endpoint) throws Exception {
        SftpSession session = new SftpSession();
        session.setEndpoint(endpoint);
        try {
            session.connect(endpoint.getConfiguration(), null);
            return new SftpRemote(session, session.channel());
        } catch (Exception refused) { // the session is open where the server refuses a channel
            session.forceDisconnect();
            throw refused;
        }
    }

    @Override
    public boolean alive() {
        return channel.isConnected() && session.sendNoop();
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

    /** The client takes paths for patterns. */
    static String plain(String path) {
        return path.replaceAll("([\\\\*?])", "\\\\$1");
    }

    /** A {@link FileSystemException} where the file is at fault; what the client itself found out has a cause. */
    static IOException told(SftpException refused, String path) {
        IOException told = switch (refused.id) {
            case ChannelSftp.SSH_FX_NO_SUCH_FILE -> new NoSuchFileException(path, null, refused.getMessage());
            case ChannelSftp.SSH_FX_PERMISSION_DENIED -> new AccessDeniedException(path, null, refused.getMessage());
            case ChannelSftp.SSH_FX_FAILURE -> refused.getCause() == null
                    ? new FileSystemException(path, null, refused.getMessage()) : new IOException(refused.getMessage());
            default -> new IOException(refused.getMessage());
        };
        told.initCause(refused);
        return told;
    }

    @Override
    public void close() {
        try {
            channel.disconnect();
            session.forceDisconnect();
        } catch (RuntimeException gone) {
            // the server was faster
        }
    }
}
