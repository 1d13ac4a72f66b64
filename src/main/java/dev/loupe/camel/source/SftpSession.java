package dev.loupe.camel.source;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.SftpOperations;

/** Camel's connection to an SFTP server, with a channel of our own beside Camel's. Used by one thread. */
class SftpSession extends SftpOperations {
    private Session session;
    private ChannelSftp channel;

    @Override
    protected Session createSession(RemoteFileConfiguration configuration) throws JSchException {
        session = super.createSession(configuration);
        return session;
    }

    /** Opened when it is first asked for, and again after its session has ended. */
    ChannelSftp channel() throws JSchException {
        if (channel == null || !channel.isConnected()) {
            channel = (ChannelSftp) session.openChannel("sftp");
            channel.connect(session.getTimeout());
        }
        return channel;
    }
}
