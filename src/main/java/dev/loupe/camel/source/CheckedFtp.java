package dev.loupe.camel.source;

import java.net.URI;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.remote.FtpComponent;
import org.apache.camel.component.file.remote.FtpConfiguration;
import org.apache.camel.component.file.remote.FtpEndpoint;
import org.apache.camel.component.file.remote.FtpEndpointConfigurer;
import org.apache.camel.component.file.remote.FtpOperations;
import org.apache.camel.component.file.remote.FtpUtils;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.RemoteFileOperations;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.commons.net.ftp.FTPClientConfig;
import org.apache.commons.net.ftp.FTPFile;

/** Camel's {@code ftp}, with our passwords, and with listings that fail where the server refuses them. */
final class CheckedFtp extends FtpComponent {
    private final Credentials credentials;

    CheckedFtp(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new FtpEndpointConfigurer();
    }

    @Override
    protected GenericFileEndpoint<FTPFile> buildFileEndpoint(String uri, String remaining,
            Map<String, Object> parameters) throws Exception { // as Camel declares it
        FtpConfiguration configuration = new FtpConfiguration(new URI(getBaseUri(uri)));
        FtpUtils.ensureRelativeFtpDirectory(this, configuration);
        credentials.give(configuration, uri, parameters);
        FtpEndpoint<FTPFile> endpoint = new FtpEndpoint<>(uri, this, configuration) {
            @Override
            public RemoteFileOperations<FTPFile> createRemoteFileOperations() throws Exception {
                FtpOperations plain = (FtpOperations) super.createRemoteFileOperations();
                return getFilter() instanceof Listing<?> listing ? listed(this, plain, listing) : plain;
            }
        };
        endpoint.setFtpClientConfig(everyLine());
        extractAndSetFtpClientConfigParameters(parameters, endpoint);
        extractAndSetFtpClientParameters(parameters, endpoint);
        return endpoint;
    }

    /** Lines that cannot be parsed are kept, to be counted; the server says what form its lines have. */
    static FTPClientConfig everyLine() {
        FTPClientConfig config = new FTPClientConfig("");
        config.setUnparseableEntries(true);
        return config;
    }

    private static FtpOperations listed(FtpEndpoint<FTPFile> endpoint, FtpOperations plain, Listing<?> listing) {
        FtpOperations listed = new FtpOperations(plain.getClient(), endpoint.getFtpClientConfig()) {
            private FtpTree tree;

            @Override
            public boolean connect(RemoteFileConfiguration configuration, Exchange exchange) {
                tree = new FtpTree(getClient(), listing);
                return super.connect(configuration, exchange);
            }

            @Override
            public FTPFile[] listFiles(String directory) {
                return tree.list(directory);
            }
        };
        listed.setEndpoint(endpoint);
        return listed;
    }
}
