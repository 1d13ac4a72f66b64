package dev.loupe.camel.source;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.DefaultSocketFactory;
import org.apache.commons.net.ftp.FTPSClient;

/**
 * FTPS whose data connections resume the TLS session of the control connection, as vsftpd, ProFTPD and FileZilla demand
 * unless they are told not to. Java's TLS looks for a session to resume by the host and the port of the peer, so a data
 * connection is given the port of the control connection. TLS 1.2 alone: with 1.3, servers refuse an upload now and then,
 * because the client closes with their session tickets unread. Not thread-safe.
 */
final class ResumingFtpsClient extends FTPSClient {
    static {
        // JSSE drops tickets that live longer than a week, as vsftpd's do; without tickets, sessions resume by their id
        System.setProperty("jdk.tls.client.enableSessionTicketExtension", "false");
    }

    private final SSLContext context;
    private boolean isPrivate;

    ResumingFtpsClient(boolean implicit, SSLContext context) {
        super(implicit, context);
        this.context = context;
        setEnabledProtocols(new String[] {"TLSv1.2"});
    }

    /** Data connections are made in the clear from now on, and get their TLS in {@link #_openDataConnection_}. */
    @Override
    public void execPROT(String level) throws IOException {
        super.execPROT(level);
        isPrivate = level.equals("P");
        int control = _socket_.getPort();
        setSocketFactory(new DefaultSocketFactory() {
            @Override
            public Socket createSocket() {
                return new Socket() {
                    @Override
                    public int getPort() {
                        return control;
                    }
                };
            }
        });
    }

    @Override
    protected Socket _openDataConnection_(String command, String argument) throws IOException {
        Socket plain = super._openDataConnection_(command, argument);
        if (plain == null || !isPrivate) {
            return plain;
        }
        SSLSocket control = (SSLSocket) _socket_;
        SSLSession session = control.getSession();
        SSLSocket data = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, session.getPeerHost(), session.getPeerPort(), true);
        data.setUseClientMode(true);
        data.setSSLParameters(control.getSSLParameters());
        data.startHandshake();
        return data;
    }
}
