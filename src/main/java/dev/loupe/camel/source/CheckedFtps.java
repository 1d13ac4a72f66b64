package dev.loupe.camel.source;

import java.net.URI;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.remote.FtpUtils;
import org.apache.camel.component.file.remote.FtpsComponent;
import org.apache.camel.component.file.remote.FtpsConfiguration;
import org.apache.camel.component.file.remote.FtpsEndpoint;
import org.apache.camel.component.file.remote.FtpsEndpointConfigurer;
import org.apache.camel.component.file.remote.FtpsOperations;
import org.apache.camel.component.file.remote.RemoteFileConfiguration;
import org.apache.camel.component.file.remote.RemoteFileOperations;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPSClient;

/** Camel's {@code ftps}, with our passwords, and with listings that fail where the server refuses them. */
final class CheckedFtps extends FtpsComponent {
    private final Credentials credentials;

    CheckedFtps(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new FtpsEndpointConfigurer();
    }

    @Override
    protected GenericFileEndpoint<FTPFile> buildFileEndpoint(String uri, String remaining,
            Map<String, Object> parameters) throws Exception { // as Camel declares it
        FtpsConfiguration configuration = new FtpsConfiguration(new URI(getBaseUri(uri)));
        FtpUtils.ensureRelativeFtpDirectory(this, configuration);
        credentials.give(configuration, uri, parameters);
        FtpsEndpoint endpoint = new FtpsEndpoint(uri, this, configuration) {
            @Override
            protected FTPClient createFtpClient() throws Exception {
                return new ResumingFtpsClient(getConfiguration().isImplicit(),
                        getSslContextParameters().createSSLContext(getCamelContext()));
            }

            @Override
            public RemoteFileOperations<FTPFile> createRemoteFileOperations() throws Exception {
                FtpsOperations plain = (FtpsOperations) super.createRemoteFileOperations();
                return getFilter() instanceof Listing<?> listing ? listed(this, plain, listing) : plain;
            }
        };
        endpoint.setFtpClientConfig(CheckedFtp.everyLine());
        extractAndSetFtpClientConfigParameters(parameters, endpoint);
        extractAndSetFtpClientParameters(parameters, endpoint);
        extractAndSetFtpClientKeyStoreParameters(parameters, endpoint);
        extractAndSetFtpClientTrustStoreParameters(parameters, endpoint);
        return endpoint;
    }

    private static FtpsOperations listed(FtpsEndpoint endpoint, FtpsOperations plain, Listing<?> listing) {
        FtpsOperations listed = new FtpsOperations((FTPSClient) plain.getClient(), endpoint.getFtpClientConfig()) {
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
