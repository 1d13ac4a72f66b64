package dev.loupe.camel.source;

import dev.loupe.settings.SourceSettings.All;
import dev.loupe.settings.SourceSettings.Server;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.SftpConfiguration;

/**
 * Gives endpoints their passwords and keys as they are made, by the name of the source in their parameter
 * {@code server}: so the secrets stand in no route and in no URI, which logs and messages repeat. Thread-safe.
 */
record Credentials(All sources) {
    private static final String SERVER = "server";
    private static final Pattern FROM_THE_ROOT = Pattern.compile("^\\w+:(//)?[^/?]+//");

    /** Takes the name out of {@code parameters}, which Camel does not know. */
    void give(RemoteFileConfiguration configuration, String uri, Map<String, Object> parameters) {
        if (FROM_THE_ROOT.matcher(uri).find()) { // Camel takes it for the user's own directory
            configuration.setDirectory("/" + configuration.getDirectory());
        }
        Object name = parameters.remove(SERVER);
        if (name != null) {
            give(configuration, sources.named(name.toString()).orElseThrow(() -> new IllegalArgumentException(
                    "There is no source called " + name + " (loupe.sources[N].name).")).server());
        }
    }

    private static void give(RemoteFileConfiguration configuration, Server server) {
        if (server.keyFile().isEmpty()) {
            configuration.setPassword(server.password());
        } else if (configuration instanceof SftpConfiguration sftp) {
            sftp.setPrivateKeyFile(server.keyFile());
            sftp.setPrivateKeyPassphrase(server.password().isEmpty() ? null : server.password());
        }
    }
}
