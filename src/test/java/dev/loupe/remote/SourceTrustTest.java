package dev.loupe.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loupe.remote.FaultProxy.Fault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is not believed of servers, and what is not told to anybody. */
@Tag("slow")
class SourceTrustTest extends Servers {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void names_that_lead_out_of_the_tree_are_left_alone() throws Exception {
        Archive.put(ftp.file("secret.png"), Archive.picture(1));
        Archive.put(ftp.file("scans/sub/b.png"), Archive.picture(2));
        long size = Files.size(ftp.file("secret.png"));
        for (String name : List.of("../secret.png", "../../secret.png", "sub/../../secret.png", "/secret.png")) {
            ftp.faults().announce("/scans", name, size);
        }
        archive.ftp(ftp).start();
        archive.eventuallyDone(1, 0);
        long listed = requests("LIST");
        await().atMost(PATIENCE).until(() -> requests("LIST") >= listed + 4);
        assertThat(ftp.faults().requests()).filteredOn(request -> request.startsWith("RETR"))
                .singleElement().asString().endsWith("scans/sub/b.png");
        assertThat(archive.results()).containsExactly("sub/b.png");
        assertThat(archive.home.files("failed")).isEmpty();
    }

    @Test
    void a_server_that_takes_connections_and_never_answers_is_left_and_tried_again() throws Exception {
        try (FaultProxy proxy = FaultProxy.before(sftp.port()); FaultProxy second = FaultProxy.before(ftp)) {
            Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
            Archive.put(ftp.file("scans/b.png"), Archive.picture(2));
            proxy.onControl(Fault.silence(0), Fault.silence(0));
            second.onControl(Fault.silence(0), Fault.silence(0));
            archive.sftp(sftp, "host=" + FaultProxy.HOST).source(1, "ftp", "second", "host=" + FaultProxy.HOST,
                    "port=" + ftp.port(), "user=" + FtpSite.USER, "password=" + FtpSite.PASSWORD, "directory=scans");
            archive.start();
            archive.eventuallyState("broken: ");
            await().atMost(PATIENCE).untilAsserted(() ->
                    assertThat(archive.ask("GET", "/sources/standing").get(1).get("state").asText())
                            .contains("broken: ").contains("did not answer in 2 s"));
            archive.eventuallyResults("a.png");
            await().atMost(PATIENCE).untilAsserted(() ->
                    assertThat(archive.home.files("outbox/second")).containsExactly("b.png"));
        }
    }

    @Test
    void an_original_is_not_deleted_as_long_as_its_result_is_not_what_was_sent() throws Exception {
        Archive.put(sftp.file("scans/a.png"), Archive.picture(1));
        ftp.faults().corrupt(true);
        archive.sftp(sftp, "original=delete", "results=other:large").with("loupe.retries=1").source(1, "ftp", "other",
                "watch=false", "host=" + FtpSite.HOST, "port=" + ftp.port(), "user=" + FtpSite.USER,
                "password=" + FtpSite.PASSWORD).start();
        archive.eventuallyDone(0, 1);
        assertThat(sftp.file("scans/a.png")).hasBinaryContent(Archive.picture(1));
        assertThat(archive.ask("GET", "/history?failed=true").get(0).get("error").asText())
                .contains("What has arrived is not what was sent");
        ftp.faults().corrupt(false);
        long id = archive.ask("GET", "/history?failed=true").get(0).get("id").asLong();
        archive.ask("POST", "/history/retry?id=" + id);
        await().atMost(PATIENCE).until(() -> !Files.exists(sftp.file("scans/a.png")));
        assertThat(ftp.file("large/a.png")).exists();
    }

    @Test
    void no_password_is_ever_logged() throws Exception {
        try (Log log = new Log()) {
            Archive.put(ftp.file("scans/a.png"), Archive.picture(1));
            Archive.put(sftp.file("scans/b.png"), Archive.picture(2));
            String wrong = "not-the-password";
            archive.ftp(ftp).known(sftp)
                    .source(1, "sftp", "second", "host=" + FtpSite.HOST, "port=" + sftp.port(),
                            "user=" + SftpSite.USER, "password=" + SftpSite.PASSWORD, "directory=scans")
                    .source(2, "ftp", "third", "host=" + FtpSite.HOST, "port=" + ftp.port(), "user=nobody",
                            "password=" + wrong, "directory=scans").start();
            archive.eventuallyDone(1, 0);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(archive.home.files("outbox/second")).containsExactly("b.png");
                assertThat(archive.ask("GET", "/sources/standing").get(2).get("state").asText())
                        .contains("does not let nobody in");
            });
            archive.stop();
            assertThat(log.lines).as("it is a talkative log").hasSizeGreaterThan(200)
                    .anyMatch(line -> line.contains("nobody"));
            for (String password : List.of(FtpSite.PASSWORD, SftpSite.PASSWORD, wrong)) {
                for (String form : List.of(password, URLEncoder.encode(password, StandardCharsets.UTF_8),
                        URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20"))) {
                    assertThat(log.lines).noneMatch(line -> line.contains(form));
                }
            }
        }
    }

    /** Everything that is said at level DEBUG, but by the servers, instead of the usual log while it is open. */
    private static final class Log extends AbstractAppender implements AutoCloseable {
        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        Log() {
            super("everything", null, null, true, Property.EMPTY_ARRAY);
            start();
            Logger root = (Logger) LogManager.getRootLogger();
            List.copyOf(root.getAppenders().values()).forEach(root::removeAppender);
            root.addAppender(this);
            Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.DEBUG);
        }

        @Override
        public void append(LogEvent event) {
            String name = event.getLoggerName();
            if (!name.startsWith("org.apache.ftpserver") && !name.startsWith("org.apache.sshd")) {
                lines.add(name + " " + event.getMessage().getFormattedMessage() + " " + event.getThrown());
            }
        }

        @Override
        public void close() {
            ((LoggerContext) LogManager.getContext(false)).reconfigure();
        }
    }
}
