package dev.loupe.camel.source;

import dev.loupe.settings.SourceSettings;
import dev.loupe.settings.SourceSettings.Server;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.RemoteFileEndpoint;
import org.apache.camel.component.file.remote.SftpConfiguration;
import org.apache.camel.spi.EndpointStrategy;

/**
 * Gives endpoints their passwords as they are made, by server and user: so they stand in no route and in no URI, which
 * logs and messages repeat. And lets directories begin at the server's root where they are given so, which Camel takes
 * for the user's own directory. Thread-safe.
 */
record Credentials(List<SourceSettings> sources) implements EndpointStrategy {
    private static final Pattern FROM_THE_ROOT = Pattern.compile("^\\w+:(//)?[^/?]+//");

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        if (endpoint instanceof RemoteFileEndpoint<?> remote) {
            RemoteFileConfiguration configuration = remote.getConfiguration();
            if (FROM_THE_ROOT.matcher(uri).find()) {
                configuration.setDirectory("/" + configuration.getDirectory());
            }
            sources.stream().filter(source -> source.typeName().equals(configuration.getProtocol()))
                    .map(SourceSettings::server)
                    .filter(server -> server.host().equals(configuration.getHost())
                            && server.user().equals(configuration.getUsername())
                            && server.port() == configuration.getPort())
                    .findFirst().ifPresent(server -> give(configuration, server));
        }
        return endpoint;
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
