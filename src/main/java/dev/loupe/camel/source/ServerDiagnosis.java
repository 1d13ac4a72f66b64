package dev.loupe.camel.source;

import com.jcraft.jsch.JSchChangedHostKeyException;
import com.jcraft.jsch.JSchUnknownHostKeyException;
import dev.loupe.settings.SourceSettings;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.camel.component.file.GenericFileOperationFailedException;

/** Says what is wrong with a server, in a sentence its owner or ours can act on. */
final class ServerDiagnosis {
    private static final int NOT_LOGGED_IN = 530;
    private static final Pattern NOT_LET_IN =
            Pattern.compile("Auth fail|Auth cancel|Too many authentication failures");

    private ServerDiagnosis() {}

    static String explain(Throwable failure, SourceSettings source) {
        String where = source.type().remote() ? source.server().host() + ":" + source.server().port()
                : source.directory();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause, where, source);
            if (known != null) {
                return known;
            }
        }
        return where + " does not do what it is asked: " + deepest(failure) + ".";
    }

    /** Whether the server answered at all: then it is no other source's trouble. */
    static boolean reached(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException) {
                return false;
            }
        }
        return true;
    }

    private static String known(Throwable cause, String where, SourceSettings source) {
        if (cause instanceof ListingRefused refused) {
            return refused.explain(source.type().remote() ? where : "", source.server().user());
        }
        if (cause instanceof JSchChangedHostKeyException) {
            return "The key of " + where + " is another than the one in " + source.server()
                    .knownHosts() + " (" + cause.getMessage()
                    + "). Ask its owner why; somebody may be in between.";
        }
        if (cause instanceof JSchUnknownHostKeyException) {
            return "The key of " + where + " is not in " + source.server().knownHosts() + "; its fingerprint is "
                    + HostKey.fingerprint(source.server())
                    + ". Compare it with the one its owner has, then add it: ssh-keyscan -p "
                    + source.server().port() + " " + source.server().host() + " >> " + source.server()
                    .knownHosts() + ".";
        }
        if (cause instanceof SSLException) {
            return "The certificate of " + where + " is not trusted, or not for this name (" + cause.getMessage()
                    + "); see trust-store in docs/sources.md.";
        }
        if (cause instanceof UnknownHostException) {
            return "There is no host called " + source.server().host() + ".";
        }
        if (cause instanceof ConnectException) {
            return where + " refuses connections.";
        }
        if (cause instanceof SocketTimeoutException) {
            return where + " did not answer in " + source.server().timeout().toSeconds() + " s.";
        }
        boolean login = cause instanceof GenericFileOperationFailedException refused
                && refused.getCode() == NOT_LOGGED_IN
                || NOT_LET_IN.matcher(String.valueOf(cause.getMessage())).find();
        return login ? where + " does not let " + source.server().user() + " in: user, password or key is wrong."
                : null;
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
                .strip();
    }
}
