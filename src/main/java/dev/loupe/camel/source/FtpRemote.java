package dev.loupe.camel.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.file.remote.FtpEndpoint;
import org.apache.camel.component.file.remote.FtpOperations;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;

/** An FTP or FTPS server, reached as its endpoint says. */
final class FtpRemote implements Remote {
    private static final int NOT_AVAILABLE = 550;
    private static final Pattern REFUSED = Pattern.compile("(?i)denied|permission|not allowed|forbidden");
    private static final Pattern HEXADECIMAL = Pattern.compile("\\b[0-9a-fA-F]{32,64}\\b");
    /** Commands in the order of preference, as servers announce them, and what they calculate. */
    private static final List<Checksum> COMMANDS =
            List.of(new Checksum("SHA-256", "XSHA256"), new Checksum("MD5", "XMD5"),
            new Checksum("MD5", "MD5"));

    private final FtpOperations operations;
    private final FTPClient client;

    private FtpRemote(FtpOperations operations) {
        this.operations = operations;
        this.client = operations.getClient();
    }

    static Remote connect(FtpEndpoint<?> endpoint) throws Exception {
        FtpOperations operations = (FtpOperations) endpoint.createRemoteFileOperations();
        try {
            operations.connect(endpoint.getConfiguration(), null);
            return new FtpRemote(operations);
        } catch (Exception refused) { // the connection is open where the server refuses what follows the greeting
            operations.forceDisconnect();
            throw refused;
        }
    }

    @Override
    public boolean alive() {
        try {
            return client.sendNoOp();
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public OptionalLong size(String path) throws IOException {
        if (client.size(path) == FTPReply.FILE_STATUS) {
            return OptionalLong.of(Long.parseLong(client.getReplyString().substring(4).strip()));
        }
        if (client.getReplyCode() == NOT_AVAILABLE) {
            return OptionalLong.empty();
        }
        FTPFile[] files = client.listFiles(path); // a server without SIZE
        return files.length == 1 && files[0].isFile() ? OptionalLong.of(files[0].getSize()) : OptionalLong.empty();
    }

    @Override
    public void read(String path, long from, OutputStream into) throws IOException {
        client.setRestartOffset(from);
        try {
            check(client.retrieveFile(path, into), path);
        } finally {
            client.setRestartOffset(0);
        }
    }

    @Override
    public Optional<Checksum> checksum(String path) throws IOException {
        for (Checksum command : COMMANDS) {
            if (client.hasFeature(command.hex())
                    && FTPReply.isPositiveCompletion(client.sendCommand(command.hex(), path))) {
                Matcher matcher = HEXADECIMAL.matcher(client.getReplyString().replace(path, ""));
                return matcher.find()
                        ? Optional.of(new Checksum(command.algorithm(), matcher.group().toLowerCase(Locale.ROOT)))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public void delete(String path) throws IOException {
        check(client.deleteFile(path), path);
    }

    @Override
    public void move(String from, String to) throws IOException {
        if (size(to).isPresent()) {
            throw new FileAlreadyExistsException(to);
        }
        for (int slash = to.indexOf('/', 1); slash > 0; slash = to.indexOf('/', slash + 1)) {
            client.makeDirectory(to.substring(0, slash)); // refused where it is there already
        }
        check(client.rename(from, to), from);
    }

    private void check(boolean done, String path) throws IOException {
        if (done) {
            return;
        }
        String reply = reply();
        if (client.getReplyCode() != NOT_AVAILABLE) {
            throw new IOException(reply);
        }
        // 550 is both: the file is not there, or not for us; some servers then do not tell its size either
        throw REFUSED.matcher(reply).find() || size(path).isPresent() ? new AccessDeniedException(path, null, reply)
                : new NoSuchFileException(path, null, reply);
    }

    private String reply() {
        return String.valueOf(client.getReplyString()).strip();
    }

    @Override
    public void close() {
        try {
            operations.forceDisconnect();
        } catch (RuntimeException gone) {
            // the server was faster
        }
    }
}
