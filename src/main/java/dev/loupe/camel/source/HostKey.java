package dev.loupe.camel.source;

import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.UserInfo;
import dev.loupe.settings.SourceSettings.Server;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Asks an SSH server for its key, and goes away again before anything is told to it. */
final class HostKey implements HostKeyRepository {
    private String fingerprint = "not known, because the server did not show it";

    private HostKey() {}

    /** As {@code ssh-keygen -l} prints it. */
    static String fingerprint(Server server) {
        HostKey asked = new HostKey();
        try {
            JSch jsch = new JSch();
            jsch.setHostKeyRepository(asked);
            Session session = jsch.getSession(server.user(), server.host(), server.port());
            session.setConfig("StrictHostKeyChecking", "yes");
            session.connect((int) server.timeout().toMillis());
            session.disconnect();
        } catch (JSchException refused) {
            // by ourselves: the key is not known
        }
        return asked.fingerprint;
    }

    @Override
    public int check(String host, byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            fingerprint = "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have SHA-256
        }
        return NOT_INCLUDED;
    }

    @Override
    public void add(com.jcraft.jsch.HostKey key, UserInfo user) {
        // nothing is remembered
    }

    @Override
    public void remove(String host, String type) {
        // nothing is remembered
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        // nothing is remembered
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "none";
    }

    @Override
    public com.jcraft.jsch.HostKey[] getHostKey() {
        return new com.jcraft.jsch.HostKey[0];
    }

    @Override
    public com.jcraft.jsch.HostKey[] getHostKey(String host, String type) {
        return getHostKey();
    }
}
