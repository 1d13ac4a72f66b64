package dev.loupe.camel.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;

/**
 * Lists the directories of one connection to an FTP server. Each is entered first, because servers answer {@code LIST}
 * with a path that is not there, or may not be read, as if it were empty. Used by one thread.
 */
final class FtpTree {
    /** Replies about the directory alone; after any other the server is asked no more. */
    private static final Set<Integer> ABOUT_THE_DIRECTORY = Set.of(450, 451, 501, 550, 553);
    /** What vsftpd adds to its positive reply. */
    private static final String NOT_OPENED = "failed to open directory";

    private final FTPClient client;
    private final Listing<?> listing;
    private String home;

    FtpTree(FTPClient client, Listing<?> listing) {
        this.client = client;
        this.listing = listing;
    }

    /** @throws ListingRefused if the root of the tree is not listed, or for a reason that is not the directory's own */
    FTPFile[] list(String directory) {
        try {
            if (!client.changeWorkingDirectory(absolute(directory))) {
                return refused(directory, false);
            }
            FTPFile[] entries = client.listFiles();
            String reply = client.getReplyString();
            if (!FTPReply.isPositiveCompletion(client.getReplyCode()) || reply.contains(NOT_OPENED)) {
                return refused(directory, true);
            }
            return understood(directory, entries);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Paths that do not begin at the root begin where the login led to, and not where the last listing was. */
    private String absolute(String directory) throws IOException {
        if (directory.startsWith("/")) {
            return directory;
        }
        if (home == null) {
            home = client.printWorkingDirectory();
        }
        return home == null ? directory : (home.endsWith("/") ? home : home + "/") + directory;
    }

    private FTPFile[] refused(String directory, boolean entered) {
        String reply = String.valueOf(client.getReplyString()).strip();
        boolean itself = ABOUT_THE_DIRECTORY.contains(client.getReplyCode())
                || FTPReply.isPositiveCompletion(client.getReplyCode());
        if (!itself || listing.isRoot(directory)) {
            throw new ListingRefused(directory, entered, reply);
        }
        listing.unreadable(directory, reply);
        return new FTPFile[0];
    }

    private FTPFile[] understood(String directory, FTPFile[] entries) {
        List<FTPFile> strange = Arrays.stream(entries).filter(entry -> !entry.isValid()).toList();
        if (!strange.isEmpty()) {
            listing.unparsed(directory, strange.size(), strange.get(0).getRawListing());
        }
        Arrays.stream(entries).filter(FTPFile::isSymbolicLink)
                .forEach(link -> listing.leave(directory + "/" + link.getName(), "it is a symbolic link"));
        return Arrays.stream(entries).filter(FTPFile::isValid).toArray(FTPFile[]::new);
    }
}
