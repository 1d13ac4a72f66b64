package dev.loupe.camel.source;

import java.net.URI;
import java.util.Map;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.remote.FtpUtils;
import org.apache.camel.component.file.remote.RemoteFileOperations;
import org.apache.camel.component.file.remote.SftpComponent;
import org.apache.camel.component.file.remote.SftpConfiguration;
import org.apache.camel.component.file.remote.SftpEndpoint;
import org.apache.camel.component.file.remote.SftpEndpointConfigurer;
import org.apache.camel.component.file.remote.SftpRemoteFile;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.util.StringHelper;

/** Camel's {@code sftp}, with our passwords and keys, and with listings that know where symbolic links lead. */
final class CheckedSftp extends SftpComponent {
    private final Credentials credentials;

    CheckedSftp(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new SftpEndpointConfigurer();
    }

    @Override
    @SuppressWarnings("rawtypes") // as Camel declares it
    protected GenericFileEndpoint<SftpRemoteFile> buildFileEndpoint(String uri, String remaining,
            Map<String, Object> parameters) throws Exception {
        SftpConfiguration configuration = new SftpConfiguration(new URI(StringHelper.before(uri, "?", uri)));
        FtpUtils.ensureRelativeFtpDirectory(this, configuration);
        credentials.give(configuration, uri, parameters);
        return new SftpEndpoint(uri, this, configuration) {
            @Override
            public RemoteFileOperations<SftpRemoteFile> createRemoteFileOperations() {
                if (getFilter() instanceof Listing<?> listing) {
                    SftpTree tree = new SftpTree(listing);
                    tree.setEndpoint(this);
                    return tree;
                }
                return super.createRemoteFileOperations();
            }
        };
    }
}
