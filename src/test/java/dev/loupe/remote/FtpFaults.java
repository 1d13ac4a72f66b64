package dev.loupe.remote;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ftpserver.ftplet.DataConnection;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpFile;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.FtpletResult;

/** What an {@link FtpSite} is told to do wrong. It writes its own listings, in the form of vsftpd. Thread-safe. */
public final class FtpFaults extends DefaultFtplet {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMM dd  yyyy", Locale.ROOT);
    private static final DateTimeFormatter WINDOWS = DateTimeFormatter.ofPattern("MM-dd-yy  hh:mma", Locale.ROOT);
    private static final Duration HALF_A_YEAR = Duration.ofDays(182);

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> announced = new ConcurrentHashMap<>();
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private final Set<Path> growing = ConcurrentHashMap.newKeySet();
    private volatile long space = Long.MAX_VALUE;
    private volatile boolean dayPrecision;
    private volatile boolean windows;
    private volatile boolean corrupt;
    private volatile Duration skew = Duration.ZERO;

    private record Refusal(String command, String path, FtpReply reply) {
        boolean meets(String asked, FtpFile target) {
            return command.equals(asked) && (target == null || isBelow(target, path));
        }
    }

    /** Everything that clients asked for, without arguments of PASS. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Uploads fail once they have written so many bytes more. */
    public void space(long bytes) {
        space = bytes;
    }

    /** Everything at or below {@code /path} is refused with 550 from now on. */
    public void deny(String path) {
        denied.add(path);
    }

    public void allow(String path) {
        denied.remove(path);
    }

    /** A command about what is at or below {@code /path}, or one without a path, is answered so from now on. */
    public void refuse(String command, String path, int code, String words) {
        refusals.add(new Refusal(command, path, new DefaultFtpReply(code, words)));
    }

    /** Takes back every {@link #refuse}. */
    public void obey() {
        refusals.clear();
    }

    /** Times of files are listed as days, as if they were older than half a year. */
    public void dayPrecision(boolean days) {
        dayPrecision = days;
    }

    /** Listings have the form of a server on Windows. */
    public void windows(boolean lines) {
        windows = lines;
    }

    /** The server's clock is off by so much. */
    public void skew(Duration off) {
        skew = off;
    }

    /** The file is a byte longer each time somebody lists or asks for its size. */
    public void grow(Path file) {
        growing.add(file);
    }

    public void settle(Path file) {
        growing.remove(file);
    }

    /** Lists a file in a directory that is not there, for example one with {@code ../} in its name. */
    public void announce(String directory, String name, long size) {
        announced.merge(directory, line('-', size, Instant.now(), name), String::concat);
    }

    /** What is uploaded keeps its size, and has another first byte. */
    public void corrupt(boolean bytes) {
        corrupt = bytes;
    }

    @Override
    public FtpletResult beforeCommand(FtpSession session, FtpRequest request) throws FtpException, IOException {
        String command = request.getCommand().toUpperCase(Locale.ROOT);
        requests.add(command.equals("PASS") ? command : request.getRequestLine());
        FtpFile target = switch (command) {
            case "LIST", "NLST", "SIZE", "MDTM", "CWD", "RETR", "STOR", "APPE", "DELE", "RNFR", "RNTO", "MKD" ->
                    session.getFileSystemView().getFile(path(command, request.getArgument()));
            default -> null;
        };
        for (Refusal refusal : refusals) {
            if (refusal.meets(command, target)) {
                session.write(refusal.reply());
                return FtpletResult.SKIP;
            }
        }
        if (target == null) {
            return FtpletResult.DEFAULT;
        }
        if (denied.stream().anyMatch(path -> isBelow(target, path))) {
            session.write(new DefaultFtpReply(550, "Permission denied."));
            return FtpletResult.SKIP;
        }
        return switch (command) {
            case "LIST" -> list(session, target);
            case "STOR" -> space == Long.MAX_VALUE && !corrupt ? FtpletResult.DEFAULT : store(session, target);
            case "SIZE" -> {
                growAll();
                yield FtpletResult.DEFAULT;
            }
            default -> FtpletResult.DEFAULT;
        };
    }

    private static boolean isBelow(FtpFile target, String path) {
        return (target.getAbsolutePath() + "/").startsWith(path + "/");
    }

    /** LIST may be given options, as in {@code LIST -a folder}. */
    private static String path(String command, String argument) {
        String path = argument == null ? "" : argument;
        String target = command.equals("LIST") ? path.replaceFirst("^-\\S+ ?", "") : path;
        return target.isEmpty() ? "./" : target;
    }

    private FtpletResult list(FtpSession session, FtpFile target) throws FtpException, IOException {
        growAll();
        List<FtpFile> files = new ArrayList<>();
        if (target.isDirectory()) {
            files.addAll(target.listFiles());
        } else if (target.doesExist()) {
            files.add(target);
        }
        StringBuilder listing = new StringBuilder();
        for (FtpFile file : files) {
            Instant time = Instant.ofEpochMilli(file.getLastModified()).plus(skew);
            listing.append(line(file.isDirectory() ? 'd' : '-', file.getSize(), time, file.getName()));
        }
        listing.append(announced.getOrDefault(target.getAbsolutePath(), ""));
        return transfer(session, data -> data.transferToClient(session, listing.toString()));
    }

    private String line(char type, long size, Instant time, String name) {
        if (windows) {
            return String.format(Locale.ROOT, "%s %20s %s\r\n", WINDOWS.format(time.atZone(ZoneId.systemDefault())),
                    type == 'd' ? "<DIR>         " : Long.toString(size), name);
        }
        boolean old = dayPrecision || Duration.between(time, Instant.now()).compareTo(HALF_A_YEAR) > 0;
        return String.format(Locale.ROOT, "%crw-r--r--    1 1000     1000     %8d %s %s\r\n", type, size,
                (old ? DAY : MINUTE).format(time.atZone(ZoneId.systemDefault())), name);
    }

    private void growAll() throws IOException {
        for (Path file : growing) {
            Files.write(file, "x".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);
        }
    }

    /** Takes what there is room for; as on a real server, that part stays. */
    private FtpletResult store(FtpSession session, FtpFile target) throws FtpException, IOException {
        try (OutputStream file = new Limited(target.createOutputStream(0))) {
            return transfer(session, data -> data.transferFromClient(session, file));
        }
    }

    private static FtpletResult transfer(FtpSession session, Transfer transfer) throws FtpException, IOException {
        session.write(new DefaultFtpReply(150, "Here it comes."));
        try {
            transfer.over(session.getDataConnection().openConnection());
            session.write(new DefaultFtpReply(226, "Transfer complete."));
        } catch (NoSpace full) {
            session.write(new DefaultFtpReply(452, "No space left on device."));
        } catch (Exception broken) {
            session.write(new DefaultFtpReply(426, "Connection closed; transfer aborted."));
        } finally {
            session.getDataConnection().closeDataConnection();
        }
        return FtpletResult.SKIP;
    }

    private interface Transfer {
        void over(DataConnection data) throws IOException;
    }

    private static final class NoSpace extends IOException {}

    private final class Limited extends FilterOutputStream {
        Limited(OutputStream out) {
            super(out);
        }

        private boolean begun;

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (corrupt && !begun && length > 0) {
                bytes[offset] ^= 1;
            }
            begun = true;
            int fits = (int) Math.min(length, space);
            out.write(bytes, offset, fits);
            space -= fits;
            if (fits < length) {
                throw new NoSpace();
            }
        }
    }
}
