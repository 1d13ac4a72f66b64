package dev.loupe.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loupe.TestHome;
import dev.loupe.settings.Settings;
import jakarta.jms.JMSRuntimeException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers at an external broker whose operator has not made every queue. */
class JobQueueTest {
    @TempDir
    private Path directory;

    private EmbeddedActiveMQ server;
    private Broker broker;
    private JobQueue queue;

    @BeforeEach
    void connect() throws Exception {
        String url = "tcp://127.0.0.1:" + freePort();
        Configuration configuration = new ConfigurationImpl().setPersistenceEnabled(false).setSecurityEnabled(false)
                .addAcceptorConfiguration("tcp", url)
                .addAddressSetting("#", new AddressSettings().setAutoCreateQueues(false).setAutoCreateAddresses(false))
                .addQueueConfiguration(queue(Lane.INTERACTIVE));
        server = new EmbeddedActiveMQ().setConfiguration(configuration).start();
        Path home = new TestHome(directory.resolve("home"), "loupe.broker.url=" + url).path();
        broker = new Broker(Settings.load(home).jobs(), directory, 1, Duration.ZERO);
        queue = new JobQueue(broker);
    }

    @AfterEach
    void disconnect() throws Exception {
        broker.close();
        server.stop();
    }

    @Test
    void a_receiver_that_finds_no_queue_leaves_no_connection() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> queue.receiver()).isInstanceOf(JMSRuntimeException.class)
                    .hasMessageContaining(Lane.BULK.queue());
        }
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() ->
                assertThat(server.getActiveMQServer().getConnectionCount()).isZero());
    }

    @Test
    void workers_begin_once_the_queue_is_there() throws Exception {
        List<String> worked = new CopyOnWriteArrayList<>();
        JobWorkers workers = new JobWorkers(queue, delivery -> worked.add(delivery.id()));
        workers.start(1);
        try {
            queue.send("first", Lane.INTERACTIVE);
            await().atMost(Duration.ofMinutes(1)).until(() -> server.getActiveMQServer().getTotalConnectionCount() > 1);
            assertThat(worked).isEmpty();
            server.getActiveMQServer().addAddressInfo(
                    new AddressInfo(SimpleString.of(Lane.BULK.queue()), RoutingType.ANYCAST));
            server.getActiveMQServer().createQueue(queue(Lane.BULK));
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(worked).containsExactly("first"));
        } finally {
            workers.stop(60_000);
        }
    }

    private static QueueConfiguration queue(Lane lane) {
        return QueueConfiguration.of(lane.queue()).setRoutingType(RoutingType.ANYCAST).setDurable(true);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
