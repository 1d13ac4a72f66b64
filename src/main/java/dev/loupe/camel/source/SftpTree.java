package dev.loupe.camel.source;

import com.jcraft.jsch.ChannelSftp.LsEntry;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.Objects;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.camel.component.file.remote.SftpRemoteFile;

/**
 * Lists the directories of an SFTP server. A symbolic link is what it leads to if that is a file, and is left alone
 * otherwise: what lies behind a linked directory is somebody else's, or the tree itself once more. Used by one thread.
 */
@SuppressWarnings("rawtypes") // as Camel declares it
final class SftpTree extends SftpSession {
    private final Listing<?> listing;

    SftpTree(Listing<?> listing) {
        this.listing = listing;
    }

    /** A file at the end of a link, under the link's name. */
    private record Linked(String name, SftpATTRS target) implements SftpRemoteFile<LsEntry> {
        /** Nothing, for Camel would take the link's own size and time from it. */
        @Override
        public LsEntry getRemoteFile() {
            return null;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getLongname() {
            return name;
        }

        @Override
        public boolean isDirectory() {
            return false;
        }

        @Override
        public long getFileLength() {
            return target.getSize();
        }

        @Override
        public long getLastModified() {
            return target.getMTime() * 1000L;
        }
    }

    /** @throws ListingRefused if the root of the tree is not listed */
    @Override
    public SftpRemoteFile[] listFiles(String directory) {
        try {
            return Arrays.stream(super.listFiles(SftpRemote.plain(directory))).map(entry -> resolved(directory, entry))
                    .filter(Objects::nonNull).toArray(SftpRemoteFile[]::new);
        } catch (GenericFileOperationFailedException failure) {
            if (!(failure.getCause() instanceof SftpException refused)
                    || !(SftpRemote.told(refused, directory) instanceof FileSystemException)) {
                throw failure;
            }
            if (listing.isRoot(directory)) {
                throw new ListingRefused(directory, false, refused.getMessage());
            }
            listing.unreadable(directory, refused.getMessage());
            return new SftpRemoteFile[0];
        }
    }

    /** Null where a link is left alone. */
    private SftpRemoteFile resolved(String directory, SftpRemoteFile listed) {
        if (!(listed.getRemoteFile() instanceof LsEntry entry) || !entry.getAttrs().isLink()) {
            return listed;
        }
        String path = directory + "/" + listed.getFilename();
        try {
            SftpATTRS target = channel().stat(SftpRemote.plain(path));
            if (target.isReg()) {
                return new Linked(listed.getFilename(), target);
            }
            listing.leave(path, target.isDir() ? "it is a symbolic link to a directory"
                    : "it is a symbolic link to something that is not a file");
        } catch (SftpException refused) {
            IOException told = SftpRemote.told(refused, path);
            if (!(told instanceof FileSystemException)) {
                throw new UncheckedIOException(told);
            }
            listing.leave(path, "it is a symbolic link that cannot be followed (" + refused.getMessage() + ")");
        } catch (JSchException broken) {
            throw new GenericFileOperationFailedException(broken.getMessage(), broken);
        }
        return null;
    }
}
