package dev.loupe.job;

import dev.loupe.failure.Failed;
import dev.loupe.settings.JobSettings;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

/**
 * The queue's broker: inside this process, reachable from nowhere else, or an external one. What a broker is told here
 * an external one must be told by its operator (docs/operations.md). Safe for several threads.
 */
public final class Broker implements AutoCloseable {
    /** Where the broker puts what was delivered too often. */
    static final String DEAD = "loupe-dead";

    private final EmbeddedActiveMQ embedded;
    private final ActiveMQConnectionFactory connections;
    private final JmsPoolConnectionFactory pool = new JmsPoolConnectionFactory();

    /** @param deliveries how often a message is delivered before it is put aside */
    public Broker(JobSettings settings, Path journal, int deliveries, Duration redeliveryDelay) {
        this.embedded = settings.embedded() ? start(configuration(journal, deliveries, redeliveryDelay)) : null;
        this.connections = settings.embedded()
                ? new ActiveMQConnectionFactory("vm://" + id(journal))
                : new ActiveMQConnectionFactory(settings.brokerUrl(), settings.brokerUser(), settings.brokerPassword());
        connections.setConsumerWindowSize(0); // nothing is taken before it is worked on
        connections.setReconnectAttempts(0);
        pool.setConnectionFactory(connections);
        pool.setMaxConnections(2);
    }

    private static int id(Path journal) {
        return journal.toString().hashCode() & Integer.MAX_VALUE; // one JVM may hold several homes
    }

    private static Configuration configuration(Path journal, int deliveries, Duration redeliveryDelay) {
        Configuration configuration = new ConfigurationImpl()
                .setName("loupe")
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(journal.resolve("journal").toString())
                .setBindingsDirectory(journal.resolve("bindings").toString())
                .setPagingDirectory(journal.resolve("paging").toString())
                .setLargeMessagesDirectory(journal.resolve("large").toString())
                .setJournalFileSize(1 << 20)
                .setMaxDiskUsage(-1) // the door refuses by loupe.disk-reserve, before a job is accepted
                .setPersistDeliveryCountBeforeDelivery(true)
                .addAddressSetting("#", new AddressSettings()
                        .setMaxDeliveryAttempts(deliveries)
                        .setRedeliveryDelay(redeliveryDelay.toMillis())
                        .setRedeliveryMultiplier(2)
                        .setMaxRedeliveryDelay(60_000)
                        .setDeadLetterAddress(SimpleString.of(DEAD))
                        .setExpiryAddress(SimpleString.of(DEAD)));
        for (Lane lane : Lane.values()) {
            configuration.addQueueConfiguration(queue(lane.queue()));
        }
        configuration.addQueueConfiguration(queue(DEAD));
        try {
            return configuration.addAcceptorConfiguration("vm", "vm://" + id(journal));
        } catch (Exception malformed) {
            throw new IllegalStateException(malformed); // the address is made here
        }
    }

    private static QueueConfiguration queue(String name) {
        return QueueConfiguration.of(name).setRoutingType(RoutingType.ANYCAST).setDurable(true);
    }

    private static EmbeddedActiveMQ start(Configuration configuration) {
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration);
        try {
            return broker.start();
        } catch (Exception refused) {
            try {
                broker.stop(); // some of it may run
            } catch (Exception failure) {
                refused.addSuppressed(failure);
            }
            throw new Failed("The queue's broker does not start (" + refused.getMessage()
                    + "); its journal is in data/broker.",
                    refused);
        }
    }

    /** For those who send, and for routes: connections are shared and kept. */
    public ConnectionFactory connections() {
        return pool;
    }

    /** For those who receive: a connection of their own. */
    ConnectionFactory ownConnections() {
        return connections;
    }

    @Override
    public void close() {
        try (AutoCloseable server = embedded == null ? null : embedded::stop; connections) {
            pool.stop();
        } catch (Exception failure) {
            throw new Failed("The queue's broker did not stop (" + failure.getMessage() + ").", failure);
        }
    }
}
