package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loupe.TestHome;
import dev.loupe.failure.Failed;
import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs through a broker that is reached over TCP and set up as docs/operations.md says. */
class ExternalBrokerTest {
    private static final byte[] PNG = Pictures.png(20, 10);
    private static final String LANE = "loupe-interactive";

    @TempDir
    private Path folder;

    private EmbeddedActiveMQ broker;
    private String url;

    @BeforeEach
    void listen() throws Exception {
        url = "tcp://127.0.0.1:" + Home.freePort();
        Configuration configuration = new ConfigurationImpl().setPersistenceEnabled(false).setSecurityEnabled(false)
                .setPersistDeliveryCountBeforeDelivery(true)
                .addAcceptorConfiguration("tcp", url)
                .addAddressSetting("#", new AddressSettings().setMaxDeliveryAttempts(4)
                        .setDeadLetterAddress(SimpleString.of("loupe-dead")));
        for (String queue : List.of(LANE, "loupe-bulk", "loupe-dead")) {
            configuration.addQueueConfiguration(QueueConfiguration.of(queue).setRoutingType(RoutingType.ANYCAST)
                    .setDurable(true));
        }
        broker = new EmbeddedActiveMQ().setConfiguration(configuration);
        broker.start();
    }

    @AfterEach
    void end() throws Exception {
        broker.stop();
    }

    @Test
    void jobsAreDoneOnceThoughTheirMessagesWereLostOrDoubled() throws Exception {
        List<String> jobs = new ArrayList<>();
        try (Home home = home()) {
            home.engine.hold();
            int begun = home.engine.begun();
            for (int i = 0; i < 3; i++) {
                jobs.add(post(new Client(home.url)));
            }
            await().until(() -> home.engine.begun() == begun + 1);
            home.closeHeld();
        }
        int lost = broker.getActiveMQServer().locateQueue(LANE).deleteAllReferences();
        assertThat(lost).isEqualTo(3);

        try (Home home = home()) {
            Client client = new Client(home.url);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
                    assertThat(jobs).allSatisfy(id -> assertThat(state(client, id)).isEqualTo("done")));
            int begun = home.engine.begun();

            home.engine.hold();
            String running = post(client);
            await().until(() -> home.engine.begun() == begun + 1);
            send(running);
            send(jobs.get(0));
            String next = post(client);
            home.engine.releaseAll();
            await().until(() -> state(client, next).equals("done"));
            assertThat(state(client, running)).isEqualTo("done");
            assertThat(home.engine.begun()).as("pictures enlarged").isEqualTo(begun + 2);
        }
    }

    @Test
    void aWorkerThatTakesNothingInDoesTheJobsOfOthers() throws Exception {
        List<String> jobs = new ArrayList<>();
        try (Home home = home()) {
            home.engine.hold();
            for (int i = 0; i < 3; i++) {
                jobs.add(post(new Client(home.url)));
            }
            home.closeHeld();
        }
        try (Home worker = home("loupe.http.enabled", "false")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> jobs.stream().allMatch(id ->
                    Files.exists(folder.resolve("home/data/jobs/" + id + "/result.png"))));
            await().until(() -> worker.engine.begun() > 0
                    && broker.getActiveMQServer().locateQueue(LANE).getMessageCount() == 0);
        }
        try (Home home = home()) {
            home.engine.hold();
            for (String id : jobs) {
                assertThat(state(new Client(home.url), id)).isEqualTo("done");
            }
        }
    }

    @Test
    void theFolderDeliversWhatAnotherProcessEnded() throws Exception {
        TestHome files = new TestHome(folder.resolve("home"));
        try (Home home = home("loupe.folder.enabled", "true", "loupe.folder.queue", "true", "loupe.folder.settle",
                "100ms", "loupe.folder.poll", "100ms", "loupe.jobs.at-once", "1");
                Database database = new Database(Settings.load(folder.resolve("home")).jdbcUrl())) {
            home.engine.hold();
            files.drop("here.png", PNG);
            await().atMost(Duration.ofMinutes(1)).until(() -> states(database, "RUNNING") == 1);
            files.drop("elsewhere.png", Pictures.png(22, 10));
            await().atMost(Duration.ofMinutes(1)).until(() -> states(database, "QUEUED") == 1);
            update(database, "update job set state = 'CANCELLED' where state = 'QUEUED'");
            await().atMost(Duration.ofMinutes(1)).until(() -> files.has("failed/elsewhere.png"));
        }
    }

    private static int states(Database database, String state) {
        return database.transaction(connection -> Database.first(connection,
                "select count(*) from job where state = ?", row -> row.getInt(1), state)).orElseThrow();
    }

    private static void update(Database database, String sql) {
        database.transaction(connection -> Database.update(connection, sql));
    }

    void aServiceDoesNotStartWithoutItAndSaysWhichKeyNamesIt() throws Exception {
        broker.stop();
        assertThatThrownBy(() -> home()).isInstanceOf(Failed.class).hasMessageContaining("loupe.broker.url");
    }

    /** @param keys and their values, beside those of all */
    private Home home(String... keys) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("loupe.broker.url", url, "loupe.stop.timeout", "100ms",
                "loupe.retry-delay", "10ms", "loupe.jobs.at-once", "2"));
        for (int i = 0; i < keys.length; i += 2) {
            all.put(keys[i], keys[i + 1]);
        }
        return new Home(folder, all);
    }

    private static String post(Client client) throws Exception {
        return Client.json(client.send("POST", "/jobs", PNG, "Content-Type", "image/png")).path("jobs").get(0)
                .path("id").asText();
    }

    private static String state(Client client, String id) throws Exception {
        return Client.json(client.get("/jobs/" + id)).path("state").asText();
    }

    private void send(String id) {
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory(url);
                jakarta.jms.JMSContext context = connections.createContext()) {
            context.createProducer().send(context.createQueue(LANE), id);
        }
    }
}
