package dev.loupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.loupe.core.Core;
import dev.loupe.settings.Settings;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each of {@code routes/examples}, as it stands there, with a server that speaks the real protocol. */
@Tag("slow")
class ExamplesTest {
    private static final byte[] PICTURE = TestPictures.encoded(20, 10, "png", 1);
    private static final byte[] LETTER = "Dear all,".getBytes(StandardCharsets.UTF_8);
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    private Path directory;

    private TestHome home;
    private Core core;
    private AutoCloseable service;

    private void start(String example, String... properties) throws IOException {
        String[] all = Arrays.copyOf(properties, properties.length + 3);
        all[properties.length] = "loupe.engine=bicubic";
        all[properties.length + 1] = "loupe.folder.enabled=false";
        all[properties.length + 2] = "loupe.retry-delay=10ms\nloupe.folder.settle=100ms";
        home = new TestHome(directory.resolve("home"), all);
        Files.copy(Path.of("routes/examples", example), home.path().resolve("routes").resolve(example));
        App app = new App();
        core = app.open(Settings.load(home.path()));
        service = app.serve(core);
    }

    @AfterEach
    void stop() throws Exception {
        if (service != null) {
            service.close();
            core.close();
        }
    }

    private static void isEnlarged(byte[] result) {
        assertThat(TestPictures.decode(result).getWidth()).isEqualTo(60);
    }

    private void eventually(String folder, String... files) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(home.files(folder)).containsExactly(files));
    }

    /** S3Proxy: the S3 protocol, signatures included, over a store in memory. */
    @Test
    void s3() throws Exception {
        System.setProperty("aws.requestChecksumCalculation", "when_required"); // as the example says for other stores
        BlobStoreContext store = ContextBuilder.newBuilder(new TransientApiMetadata()).build(BlobStoreContext.class);
        BlobStore blobs = store.getBlobStore();
        blobs.createContainerInLocation(null, "scans");
        S3Proxy s3 = S3Proxy.builder().blobStore(blobs).endpoint(URI.create("http://" + LOOPBACK + ":0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "access", "secret+/").ignoreUnknownHeaders(true)
                .build();
        s3.start();
        try {
            put(blobs, "in/1900/a b.png", PICTURE);
            put(blobs, "in/letter.jpg", LETTER);
            start("s3.camel.yaml", "s3.endpoint=http://" + LOOPBACK + ":" + s3.getPort(), "s3.region=eu-central-1",
                    "s3.bucket=scans", "s3.access-key=access", "s3.secret-key=secret+/");
            await().atMost(Duration.ofSeconds(60)).until(() -> blobs.blobExists("scans", "done/letter.jpg")
                    && blobs.blobExists("scans", "done/1900/a b.png"));
            isEnlarged(get(blobs, "out/1900/a b.png"));
            assertThat(get(blobs, "done/1900/a b.png")).isEqualTo(PICTURE);
            assertThat(get(blobs, "failed/letter.jpg")).isEqualTo(LETTER);
            // a move is a copy first, and then the end of what was copied
            await().until(() -> !blobs.blobExists("scans", "in/letter.jpg"));
            assertThat(blobs.blobExists("scans", "out/letter.jpg")).isFalse();
        } finally {
            stop();
            service = null;
            s3.stop();
            store.close();
        }
    }

    private static void put(BlobStore blobs, String key, byte[] bytes) {
        blobs.putBlob("scans", blobs.blobBuilder(key).payload(bytes).build());
    }

    private static byte[] get(BlobStore blobs, String key) throws IOException {
        return blobs.getBlob("scans", key).getPayload().openStream().readAllBytes();
    }

    @Test
    void jms() throws Exception {
        int port = freePort();
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ()
                .setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false)
                .setSecurityEnabled(false).addAcceptorConfiguration("tcp", "tcp://" + LOOPBACK + ":" + port)).start();
        String url = "tcp://" + LOOPBACK + ":" + port;
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(url); JMSContext jms =
                connections.createContext()) {
            start("jms.camel.yaml", "loupe.broker.url=" + url, "loupe.http.enabled=true",
                    "loupe.http.port=" + freePort(),
                    "loupe.http.management.port=0", "loupe.jobs.enabled=true");
            Queue in = jms.createQueue("pictures.in");
            Queue own = jms.createQueue("answers");
            jms.createProducer().send(in, PICTURE);
            isEnlarged(received(jms, jms.createQueue("pictures.out")));
            jms.createProducer().setJMSReplyTo(own).setProperty("LoupeScale", "2").send(in, PICTURE);
            assertThat(TestPictures.decode(received(jms, own)).getWidth()).isEqualTo(40);
        } finally {
            stop();
            service = null;
            broker.stop();
        }
    }

    private static byte[] received(JMSContext jms, Queue queue) throws Exception {
        try (JMSConsumer consumer = jms.createConsumer(queue)) {
            Message message = consumer.receive(60_000);
            assertThat(message).isInstanceOf(BytesMessage.class);
            return message.getBody(byte[].class);
        }
    }

    /** GreenMail: IMAP with mailboxes in memory. */
    @Test
    void mail() throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, LOOPBACK, ServerSetup.PROTOCOL_IMAP),
                    new ServerSetup(0, LOOPBACK, ServerSetup.PROTOCOL_SMTP)});
        mail.start();
        try {
            mail.setUser("scans@example.org", "scans", "pass+word&");
            GreenMailUtil.sendAttachmentEmail("scans@example.org", "a@example.org", "old photos", "Please enlarge.",
                    PICTURE,
                    "image/png", "grandma 1931.png", "a photo", mail.getSmtp().getServerSetup());
            start("mail.camel.yaml", "mail.protocol=imap", "mail.host=" + LOOPBACK,
                    "mail.port=" + mail.getImap().getPort(),
                    "mail.user=scans", "mail.password=pass+word&");
            eventually("mail", "grandma 1931.png");
            isEnlarged(Files.readAllBytes(home.data("mail/grandma 1931.png")));
        } finally {
            stop();
            service = null;
            mail.stop();
        }
    }

    @Test
    void urls() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.createContext("/", exchange -> {
            boolean there = exchange.getRequestURI().toString().equals("/a.png?full=1");
            exchange.sendResponseHeaders(there ? 200 : 404, there ? PICTURE.length : -1);
            if (there) {
                exchange.getResponseBody().write(PICTURE);
            }
            exchange.close();
        });
        server.start();
        String address = "http://" + LOOPBACK + ":" + server.getAddress().getPort();
        try {
            start("urls.camel.yaml");
            Path list = home.data("urls/list.txt");
            Files.createDirectories(list.getParent());
            Files.writeString(list, "# what to fetch\n" + address + "/gone.png gone.png\n\n" + address
                    + "/a.png?full=1 1900/a b.png\n");
            eventually("urls-large", "1900/a b.png");
            isEnlarged(Files.readAllBytes(home.data("urls-large/1900/a b.png")));
            eventually("urls", ".done/list.txt");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void the_examples_libraries_are_of_the_products_camel() throws IOException {
        assertThat(version("routes/examples/pom.xml")).isEqualTo(version("pom.xml"));
    }

    private static String version(String pom) throws IOException {
        return Files.readString(Path.of(pom)).replaceAll("(?s).*<camel.version>(.*?)</camel.version>.*", "$1");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }
}
