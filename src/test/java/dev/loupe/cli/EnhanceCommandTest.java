package dev.loupe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loupe.TestHome;
import dev.loupe.TestPictures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnhanceCommandTest {
    @TempDir
    private Path directory;

    private Path home;
    private Path in;
    private Path out;

    @BeforeEach
    void prepare() throws IOException {
        home = new TestHome(directory.resolve("home"), "loupe.engine=bicubic").path();
        in = Files.createDirectories(directory.resolve("in"));
        out = directory.resolve("out");
    }

    private CommandLineRun enhance(Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "enhance";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(home, all);
    }

    private Path picture(String name, int width, int height) {
        try {
            Path file = in.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, TestPictures.encoded(width, height, Input.extension(name), width));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).sorted().toList();
        }
    }

    private static BufferedImage decoded(Path file) throws IOException {
        return TestPictures.decode(Files.readAllBytes(file));
    }

    @Test
    void a_picture_comes_out_three_times_as_large_under_its_name() throws IOException {
        CommandLineRun run = enhance(picture("a.jpeg", 20, 10), "-o", out);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("a.jpeg").contains("20x10 -> 60x30").contains("bicubic").hasLineCount(1);
        assertThat(files(out)).containsExactly("a.jpeg");
        assertThat(decoded(out.resolve("a.jpeg")).getWidth()).isEqualTo(60);
    }

    @Test
    void what_is_called_like_a_picture_and_is_no_file_is_left_out_and_named() throws Exception {
        picture("a.png", 8, 8);
        assertThat(new ProcessBuilder("mkfifo", in.resolve("pipe.png").toString()).start().waitFor()).isZero();
        Files.createSymbolicLink(in.resolve("lost.png"), Path.of("nowhere.png"));
        CommandLineRun run = enhance(in, "-o", out);
        assertThat(run.exit()).isZero();
        assertThat(run.err().lines()).allMatch(line -> line.endsWith("it is neither a file nor a link to one."))
                .anyMatch(line -> line.contains("pipe.png")).anyMatch(line -> line.contains("lost.png")).hasSize(2);
        assertThat(files(out)).containsExactly("a.png");
    }

    @Test
    void out_is_a_file_where_it_is_called_like_one_and_its_name_says_the_format() throws IOException {
        Path result = out.resolve("large.png");
        CommandLineRun run = enhance(picture("a.jpg", 20, 10), "-o", result, "--scale", 2);
        assertThat(run.exit()).isZero();
        assertThat(Files.readAllBytes(result)).startsWith(0x89, 'P', 'N', 'G');
        assertThat(decoded(result).getWidth()).isEqualTo(40);
    }

    @Test
    void folders_keep_their_hierarchy_and_only_pictures_are_taken_from_them() throws IOException {
        picture("top.png", 8, 8);
        picture("2025/summer/a.png", 8, 8);
        picture("2025/.hidden/no.png", 8, 8);
        picture("._top.png", 8, 8);
        Files.writeString(in.resolve("notes.txt"), "no picture");
        CommandLineRun run = enhance(in, "-o", out);
        assertThat(run.exit()).isZero();
        assertThat(files(out)).containsExactly("2025/summer/a.png", "top.png");
    }

    @Test
    void results_inside_the_inputs_are_not_enlarged_again() throws IOException {
        picture("a.png", 8, 8);
        Path inside = in.resolve("enlarged");
        assertThat(enhance(in, "-o", inside).exit()).isZero();
        assertThat(enhance(in, "-o", inside).exit()).isZero();
        assertThat(files(in)).containsExactly("a.png", "enlarged/a.png");
    }

    @Test
    void one_bad_file_does_not_stop_the_rest_and_each_is_named_with_its_reason() throws IOException {
        picture("a.png", 8, 8);
        Files.writeString(in.resolve("b.jpg"), "Dear all,");
        Files.createFile(in.resolve("c.png"));
        byte[] whole = Files.readAllBytes(picture("d.png", 64, 64));
        Files.write(in.resolve("d.png"), java.util.Arrays.copyOf(whole, whole.length / 2));
        picture("e.png", 8, 8);
        CommandLineRun run = enhance(in, directory.resolve("gone.jpg"), "-o", out);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(files(out)).containsExactly("a.png", "e.png");
        assertThat(run.err().lines()).hasSize(5)
                .anyMatch(line -> line.contains("b.jpg: "))
                .anyMatch(line -> line.contains("c.png: ") && line.contains("0 bytes"))
                .anyMatch(line -> line.contains("d.png: "))
                .anyMatch(line -> line.contains("gone.jpg: there is no such file"))
                .anyMatch(line -> line.equals("loupe: 4 of 6 pictures failed."));
    }

    @Test
    void a_pipe_is_read_and_a_device_that_never_ends_is_refused() throws Exception {
        assumeThat(Path.of("/dev/zero")).exists();
        Path pipe = directory.resolve("pipe.png");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        Process writer = new ProcessBuilder("cp", picture("a.png", 8, 8).toString(), pipe.toString()).start();
        assertThat(enhance(pipe, "-o", out).exit()).isZero();
        assertThat(writer.waitFor()).isZero();
        assertThat(decoded(out.resolve("pipe.png")).getWidth()).isEqualTo(24);
        home = new TestHome(directory.resolve("small"), "loupe.limits.max-bytes=1000").path();
        assertThat(enhance("/dev/zero", "-o", out).err()).contains("1001 bytes; the limit is 1000");
    }

    @Test
    void pictures_that_want_one_name_get_versions_of_it() throws IOException {
        picture("a.jpg", 8, 8);
        picture("a.png", 16, 16);
        assertThat(enhance(in, "-o", out, "--format", "png").exit()).isZero();
        assertThat(files(out)).containsExactly("a-2.png", "a.png");
        assertThat(decoded(out.resolve("a.png")).getWidth()).isEqualTo(24);
        assertThat(decoded(out.resolve("a-2.png")).getWidth()).isEqualTo(48);
    }

    @Test
    void an_input_is_never_overwritten() throws IOException {
        Path a = picture("a.png", 8, 8);
        byte[] before = Files.readAllBytes(a);
        assertThat(enhance(a, "-o", in).exit()).isZero();
        assertThat(a).hasBinaryContent(before);
        assertThat(files(in)).containsExactly("a-2.png", "a.png");
        CommandLineRun run = enhance(a, "-o", a);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("never overwritten");
        assertThat(a).hasBinaryContent(before);
    }

    @Test
    void a_second_run_replaces_what_the_first_one_made() throws IOException {
        Path a = picture("a.png", 8, 8);
        enhance(a, "-o", out, "--scale", 2);
        enhance(a, "-o", out, "--scale", 4);
        assertThat(files(out)).containsExactly("a.png");
        assertThat(decoded(out.resolve("a.png")).getWidth()).isEqualTo(32);
    }

    @Test
    void the_long_side_can_be_named() throws IOException {
        assertThat(enhance(picture("a.png", 30, 20), "-o", out, "--long-side", 75).exit()).isZero();
        assertThat(decoded(out.resolve("a.png")).getWidth()).isEqualTo(75);
        assertThat(decoded(out.resolve("a.png")).getHeight()).isEqualTo(50);
    }

    @Test
    void a_model_named_in_full_brings_its_scale_and_another_one_is_an_error() throws IOException {
        Path a = picture("a.png", 10, 10);
        assertThat(enhance(a, "-o", out, "--model", "edsr-light-x2").exit()).isZero();
        assertThat(decoded(out.resolve("a.png")).getWidth()).isEqualTo(20);
        CommandLineRun run = enhance(a, "-o", out, "--model", "edsr-light-x2", "--scale", 3);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("'edsr-light-x2' does not enlarge 3 times");
    }

    @Test
    void a_result_that_cannot_be_written_is_a_failure_of_that_picture() throws IOException {
        Path a = picture("a.png", 8, 8);
        Path b = picture("b.png", 8, 8);
        Files.createDirectories(out.resolve("a.png/in the way"));
        CommandLineRun run = enhance(a, b, "-o", out);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("a.png: ");
        assertThat(files(out)).containsExactly("b.png");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--scale nine | scale 'nine'",
        "--scale 2 --long-side 100 | --scale and --long-side",
        "--model none | no model 'none'",
        "--engine tpu | tpu",
        "--precision f99 | precision 'f99'",
        "--oversize shrink | oversize 'shrink'",
        "--format gif | format 'gif'",
        "--quality 0 | quality '0'",
        "--sclae 2 | --sclae",
    })
    void wrong_usage_is_told_before_anything_is_done(String options, String told) {
        Object[] arguments = Stream.concat(Stream.of(picture("a.png", 8, 8), "-o", out), Stream.of(options.split(" ")))
                .toArray();
        CommandLineRun run = enhance(arguments);
        assertThat(run.err()).contains(told);
        assertThat(run.exit()).isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    @Test
    void a_file_cannot_hold_several_pictures() throws IOException {
        CommandLineRun run = enhance(picture("a.png", 8, 8), picture("b.png", 8, 8), "-o", out.resolve("both.png"));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("several pictures need a folder");
    }

    @Test
    void nothing_to_do_is_a_failure() {
        CommandLineRun run = enhance(in, "-o", out);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("no picture in " + in);
    }

    @Test
    void a_bad_configuration_is_told_whole() throws IOException {
        Files.writeString(home.resolve("config/application.properties"),
                "loupe.scale=x\nloupe.quality=0\nloupe.colour=red\n",
                StandardCharsets.UTF_8);
        CommandLineRun run = enhance(picture("a.png", 8, 8), "-o", out);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("3 faults").contains("loupe.scale").contains("loupe.quality")
                .contains("loupe.colour");
    }
}
