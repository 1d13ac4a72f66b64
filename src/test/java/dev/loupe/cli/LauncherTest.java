package dev.loupe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/loupe} in a checkout, with a Maven and a Java that only tell what they were asked for. */
class LauncherTest {
    private static final String MAVEN = """
            #!/bin/sh
            echo built >> builds
            while [ "$(wc -l < builds)" -lt 2 ] && [ $((waited += 1)) -lt 8 ]; do sleep 0.25; done
            touch target/loupe.jar target/loupe-checkout.jar
            """;
    private static final String JAVA = """
            #!/bin/sh
            echo "java $*"
            """;

    @TempDir
    private Path directory;

    private Path checkout;
    private Path tools;

    @BeforeEach
    void prepare() throws IOException {
        checkout = Files.createDirectories(directory.resolve("some where/loupe"));
        Files.createDirectories(checkout.resolve("src/main"));
        Files.createDirectories(checkout.resolve("bin"));
        Files.createFile(checkout.resolve("pom.xml"));
        Files.copy(Path.of("bin/loupe"), checkout.resolve("bin/loupe"));
        tools = Files.createDirectories(directory.resolve("tools/bin"));
        executable(tools.resolve("mvn"), MAVEN);
        executable(tools.resolve("java"), JAVA);
        Needs.executable(tools.resolve("java"));
        version("17.0.2");
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void version(String version) throws IOException {
        Files.writeString(tools.resolveSibling("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private Process start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(checkout.resolve("bin/loupe").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes());
    }

    /** Two that build into one folder at once break each other's classes. */
    @Test
    void of_two_first_starts_at_once_one_builds_and_the_other_waits() throws Exception {
        Process one = start("models");
        Process other = start("doctor");
        assertThat(output(one)).contains("dev.loupe.App models");
        assertThat(output(other)).contains("dev.loupe.App doctor");
        assertThat(Files.readAllLines(checkout.resolve("builds"))).hasSize(1);
    }

    @Test
    void an_old_java_is_named_as_people_call_it() throws Exception {
        version("1.8.0_392");
        Process process = start("models");
        assertThat(output(process)).contains("Java 17 or newer is needed", "is 8.");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void a_checkout_that_cannot_be_built_where_it_lies_says_so() throws Exception {
        Files.createFile(checkout.resolve("target")); // stands for a folder nobody may write to
        Process process = start("models");
        assertThat(output(process)).contains("loupe: ", checkout.resolve("target") + " cannot be written to");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void a_service_keeps_javas_choice_of_a_collector_wherever_its_home_is_said() throws Exception {
        assertThat(output(start("--home", "elsewhere", "run"))).doesNotContain("UseSerialGC");
        assertThat(output(start("enhance", "small", "-o", "large"))).contains("UseSerialGC");
    }

    /** With a locale that is not installed, Java would take every name for ASCII. */
    @Test
    void java_can_name_every_file_whatever_the_locale() throws Exception {
        executable(tools.resolve("java"), "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin/java")
                + "' -XshowSettings:properties -version\n");
        List<Map<String, String>> locales = List.of(Map.of(), Map.of("LANG", "C.UTF-8"), Map.of("LANG", "POSIX"),
                Map.of("LANG", "xx_YY.UTF-8"), Map.of("LC_ALL", "xx_YY.UTF-8"), Map.of("LC_CTYPE", "UTF-8"),
                Map.of("LANG", "C.UTF-8", "LC_MESSAGES", "xx_YY.UTF-8"),
                Map.of("LANG", "xx_YY", "LC_CTYPE", "C.UTF-8"), Map.of("LANG", "C.UTF-8", "LC_ALL", "C"));
        for (Map<String, String> locale : locales) {
            assertThat(output(start(locale, "models"))).as(locale.toString()).contains("sun.jnu.encoding = UTF-8");
        }
    }

    @Test
    void java_can_name_every_file_where_there_is_no_locale_command() throws Exception {
        executable(tools.resolve("java"), "#!/bin/sh\necho \"$LC_ALL\"\n");
        executable(tools.resolve("locale"), "#!/bin/sh\necho 'locale: not found' >&2\nexit 127\n"); // as sh says it
        assertThat(output(start(Map.of("LANG", "en_US.UTF-8"), "models"))).endsWith("C.UTF-8\n")
                .doesNotContain("locale");
    }
}
