package dev.loupe.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loupe.engine.Device;
import dev.loupe.engine.EngineChoice;
import dev.loupe.plan.Limits;
import dev.loupe.plan.Oversize;
import dev.loupe.plan.Target;
import dev.loupe.upscale.Option;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path home;

    private Settings load(String properties, Map<String, String> environment) throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve(Settings.FILE), properties);
        return Settings.load(home, environment);
    }

    @Test
    void an_empty_home_has_the_documented_defaults() {
        Settings settings = Settings.load(home, Map.of());
        assertThat(settings.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(settings.options().target()).isEqualTo(new Target.Usual(3));
        assertThat(settings.options().oversize()).isEqualTo(Oversize.TILE);
        assertThat(settings.options().quality()).isEqualTo(95);
        assertThat(settings.engine().choice()).isEqualTo(EngineChoice.AUTO);
        assertThat(settings.folder().inbox()).isEqualTo(home.resolve("data/inbox"));
        assertThat(settings.jdbcUrl()).startsWith("jdbc:h2:file:" + home + "/data/state/");
    }

    @Test
    void the_home_wins_over_defaults_and_the_environment_over_both() throws IOException {
        Settings settings = load("loupe.scale=2\nloupe.max-side=700\nloupe.engine=opencv:cuda:1\n",
                Map.of("LOUPE_MAX_SIDE", "800"));
        assertThat(settings.options().target()).isEqualTo(new Target.Usual(2));
        assertThat(settings.options().maxSide()).isEqualTo(800);
        assertThat(settings.engine().choice())
                .isEqualTo(new EngineChoice(Optional.of("opencv"), Optional.of(Device.cuda(1))));
    }

    @Test
    void every_fault_is_named_at_once() {
        InvalidSettings invalid = catchThrowableOfType(InvalidSettings.class, () -> load(
                "loupe.scale=nine\nloupe.folder.settle=5\nloupe.limits.max-bytes=-1\nloupe.oversise=tile\n", Map.of()));
        assertThat(invalid.faults()).hasSize(4);
        assertThat(invalid).hasMessageContaining("4 faults").hasMessageContaining("loupe.scale=nine")
                .hasMessageContaining("loupe.folder.settle=5 is not a time such as")
                .hasMessageContaining("loupe.limits.max-bytes=-1").hasMessageContaining("loupe.oversise is not a key");
    }

    @Test
    void a_file_that_is_no_properties_file_is_a_fault_that_says_what_to_do() throws IOException {
        assertThatThrownBy(() -> load("loupe.folder.inbox=C:\\users\\me", Map.of())).isInstanceOf(InvalidSettings.class)
                .hasMessageContainingAll("config/application.properties", "backslash");
        Files.write(home.resolve(Settings.FILE),
                "loupe.folder.inbox=B\u00fccher".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Settings.load(home, Map.of())).isInstanceOf(InvalidSettings.class)
                .hasMessageContainingAll("config/application.properties", "UTF-8");
    }

    /** What comes out of the inbox's pictures would be taken for a picture again, and so on until the disk is full. */
    @Test
    void folders_that_feed_each_other_are_faults() throws IOException {
        InvalidSettings invalid = catchThrowableOfType(InvalidSettings.class, () -> load(
                "loupe.folder.outbox=data/inbox/large\nloupe.folder.done=data/inbox\n"
                        + "loupe.folder.failed=data/inbox/../inbox/x", Map.of()));
        assertThat(invalid.faults()).hasSize(3);
        assertThat(invalid)
                .hasMessageContaining("loupe.folder.outbox=" + home.resolve("data/inbox/large") + " lies in");
        assertThatThrownBy(() -> load("loupe.folder.inbox=", Map.of()))
                .hasMessageContaining("loupe.folder.inbox= is not");
        assertThatThrownBy(() -> load("loupe.folder.inbox=.", Map.of())).hasMessageContaining("loupe.folder.outbox");
        assertThatThrownBy(() -> load("loupe.folder.done=data/outbox", Map.of()))
                .hasMessageContaining("loupe.folder.done").hasMessageContaining("loupe.folder.outbox");
        assertThat(load("loupe.folder.done=data/inbox/.done", Map.of()).folder().done())
                .isEqualTo(home.resolve("data/inbox/.done"));
        assertThat(load("loupe.folder.enabled=false\nloupe.folder.inbox=.", Map.of()).folder().enabled()).isFalse();
    }

    @Test
    void amounts_and_times_have_units() throws IOException {
        Settings settings = load("loupe.limits.max-bytes=3k\nloupe.folder.settle=250ms\nloupe.stop.timeout=2m",
                Map.of());
        assertThat(settings.limits().maxBytes()).isEqualTo(3_000);
        assertThat(settings.folder().settle()).hasMillis(250);
        assertThat(settings.stopTimeout()).hasMinutes(2);
    }

    /** A key that documentation or a route names but the code does not know would be a promise nobody keeps. */
    @Test
    void documents_and_routes_name_only_keys_there_are() throws IOException {
        TreeSet<String> known = new TreeSet<>(Settings.load(home, Map.of()).properties().keySet());
        SourceKeys.defaults().keySet().forEach(name -> known.add("loupe.sources[N]." + name));
        Pattern key = Pattern.compile("(?<![\\w.])loupe(?:\\.[a-z][a-z0-9-]*(?:\\[[0-9N]+])?)+");
        for (Path file : documents()) {
            Matcher matcher = key.matcher(Files.readString(file));
            while (matcher.find()) {
                String name = matcher.group().replaceAll("\\[\\d+]", "[N]");
                boolean isKey = known.contains(name) || known.stream().anyMatch(other -> other.startsWith(name + "."));
                assertThat(isKey || name.matches("loupe\\.(sh|jar|tar\\.gz|lock|pictures|home|shared)"))
                        .as(name + " in " + file).isTrue();
            }
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> routes = Files.walk(Path.of("routes")); Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(Stream.concat(routes, docs),
                    Stream.of(Path.of("README.md"), Path.of("README.zh-CN.md")))
                    .filter(Files::isRegularFile).filter(file -> file.toString().matches(".*\\.(md|yaml)")).toList();
        }
    }

    @Test
    void the_documents_tell_every_option_by_its_header_and_on_the_command_line() throws IOException {
        String routes = Files.readString(Path.of("docs/routes.md"));
        String commands = Files.readString(Path.of("docs/cli.md"));
        for (Option option : Option.values()) {
            assertThat(routes).contains("| `" + option.header() + "` | `--" + option.option() + "` |");
            assertThat(commands).contains("--" + option.option());
        }
    }

    @Test
    void a_choice_of_engine_is_read_strictly() {
        assertThat(EngineChoice.parse("OpenCV:CPU")).hasToString("opencv:cpu");
        assertThatThrownBy(() -> EngineChoice.parse("opencv:gpu")).hasMessageContaining("opencv:cuda");
        assertThatThrownBy(() -> EngineChoice.parse("opencv:cpu:1")).isInstanceOf(IllegalArgumentException.class);
    }

    private static final String SFTP = "loupe.sources[0].type=sftp\nloupe.sources[0].name=archive\n"
            + "loupe.sources[0].host=scans.example.org\nloupe.sources[0].user=loupe\nloupe.sources[0].directory=scans\n";

    @Test
    void a_source_has_the_documented_defaults_and_its_password_from_the_environment() throws IOException {
        SourceSettings source = load(SFTP, Map.of("LOUPE_SOURCES_0_PASSWORD", "secret ü")).sources().each().get(0);
        assertThat(source.server().password()).isEqualTo("secret ü");
        assertThat(source.server().knownHosts()).isEqualTo(home.resolve("config/known_hosts"));
        assertThat(source.original().policy()).isEqualTo(SourceSettings.Policy.KEEP);
        assertThat(source.results().place()).isEqualTo(home.resolve("data/outbox/archive").toString());
        assertThat(source.failed()).isEqualTo(home.resolve("data/failed/archive"));
        assertThat(source.flow().settle()).hasSeconds(5);
        assertThat(source.options()).isEmpty();
    }

    @Test
    void a_source_may_stand_in_the_environment_alone() throws IOException {
        SourceSettings source = load("", Map.of("LOUPE_SOURCES_3_TYPE", "folder", "LOUPE_SOURCES_3_NAME", "scans",
                "LOUPE_SOURCES_3_DIRECTORY", "~/scans")).sources().each().get(0);
        assertThat(source.name()).isEqualTo("scans");
        assertThat(source.directory()).isEqualTo(Path.of(System.getProperty("user.home"), "scans").toString());
    }

    @Test
    void variables_that_look_like_keys_and_are_none_are_known() throws IOException {
        assertThat(load("", Map.of("LOUPE_MAX_SIED", "8", "LOUPE_SCALE", "2", "LOUPE_PORT_8080_TCP", "tcp://10.0.0.1",
                "LOUPE_SERVICE_HOST", "10.0.0.1", "LOUPE_JAVA_OPTS", "-Xmx1g", "PATH", "/bin")).strangers())
                .containsExactly("LOUPE_MAX_SIED");
    }

    @Test
    void every_fault_of_every_source_is_named_at_once() {
        InvalidSettings invalid = catchThrowableOfType(InvalidSettings.class, () -> load(SFTP
                + "loupe.sources[0].results=archive:scans/large\nloupe.sources[0].order=biggest\nloupe.sources[0].scale=nine\n"
                + "loupe.sources[0].hours=22-6\nloupe.sources[1].type=gopher\nloupe.sources[1].name=archive\n"
                + "loupe.sources[1].original=move\nloupe.sources[1].colour=blue\n", Map.of()));
        assertThat(invalid).hasMessageContainingAll("loupe.sources[0].password is missing",
                "loupe.sources[0].results=scans/large lies in loupe.sources[0].directory=scans",
                "loupe.sources[0].order=biggest",
                "loupe.sources[0].scale=nine", "loupe.sources[0].hours=22-6",
                "loupe.sources[1].type=gopher is not one of folder",
                "loupe.sources[1].moved is missing", "loupe.sources[1].colour is not a key",
                "two sources are called archive");
    }

    @Test
    void results_go_to_a_folder_a_named_server_or_any_endpoint() throws IOException {
        Map<String, String> password = Map.of("LOUPE_SOURCES_0_PASSWORD", "x");
        assertThat(load(SFTP + "loupe.sources[0].results=large", password).sources().each().get(0).results().place())
                .isEqualTo(home.resolve("large").toString());
        SourceSettings.Results here = load(SFTP + "loupe.sources[0].results=archive:large/", password).sources().each()
                .get(0).results();
        assertThat(here.source()).contains("archive");
        assertThat(here.place()).isEqualTo("large");
        assertThat(load(SFTP + "loupe.sources[0].results=jms:queue:large", password).sources().each().get(0).results()
                .endpoint()).isTrue();
    }

    @Test
    void hours_may_pass_midnight() {
        Window night = Window.parse("22:00-06:00");
        ZonedDateTime day = ZonedDateTime.parse("2026-11-22T00:00:00Z");
        assertThat(night.holds(day.withHour(23))).isTrue();
        assertThat(night.holds(day.withHour(5).withMinute(59))).isTrue();
        assertThat(night.holds(day.withHour(6))).isFalse();
        assertThat(night.holds(day.withHour(21).withMinute(59))).isFalse();
        Window noon = Window.parse("11:30-12:30");
        assertThat(noon.holds(day.withHour(12))).isTrue();
        assertThat(noon.holds(day.withHour(11))).isFalse();
    }
}
