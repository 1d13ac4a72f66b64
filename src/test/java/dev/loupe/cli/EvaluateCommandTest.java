package dev.loupe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.TestHome;
import dev.loupe.TestPictures;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
    @TempDir
    private Path directory;

    private Path home;
    private Path pairs;

    @BeforeEach
    void prepare() throws IOException {
        home = new TestHome(directory.resolve("home"), "loupe.engine=bicubic").path();
        pairs = Files.createDirectories(directory.resolve("Set"));
    }

    private JsonNode evaluate(Object... arguments) throws IOException {
        Object[] all = new Object[arguments.length + 5];
        System.arraycopy(new Object[] {"models", "evaluate", "--json", "--pairs", pairs}, 0, all, 0, 5);
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        CommandLineRun run = CommandLineRun.of(home, all);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static void write(Path file, BufferedImage picture) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, TestPictures.encode(picture, "png"));
    }

    /** Rings, drawn without what a small picture could not hold. */
    private static BufferedImage rings(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = (int) (127 + 120 * Math.sin(Math.hypot(x - width / 3.0, y - height / 2.0) / 4));
                picture.setRGB(x, y, new Color(value, 255 - value, value / 2).getRGB());
            }
        }
        return picture;
    }

    private static BufferedImage shrunk(BufferedImage original, int scale) {
        BufferedImage small = new BufferedImage(original.getWidth() / scale, original.getHeight() / scale,
                original.getType());
        Graphics2D pen = small.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(original, 0, 0, small.getWidth(), small.getHeight(), null);
        pen.dispose();
        return small;
    }

    @Test
    void pairs_are_found_in_both_customs_and_averaged_by_folder() throws IOException {
        BufferedImage original = rings(62, 48);
        write(pairs.resolve("x2/img_001_SRF_2_HR.png"), original);
        write(pairs.resolve("x2/img_001_SRF_2_LR.png"), shrunk(original, 2));
        write(pairs.resolve("x2/img_002_SRF_2_HR.png"), rings(40, 60));
        write(pairs.resolve("x2/img_002_SRF_2_LR.png"), shrunk(rings(40, 60), 2));
        write(pairs.resolve("div/HR/0801.png"), rings(60, 60));
        write(pairs.resolve("div/LR/0801x3.png"), shrunk(rings(60, 60), 3));
        JsonNode found = evaluate();
        assertThat(found).hasSize(2);
        assertThat(found.at("/0/folder").asText()).isEqualTo("div/LR");
        assertThat(found.at("/0/scale").asInt()).isEqualTo(3);
        assertThat(found.at("/1/folder").asText()).isEqualTo("Set/x2");
        assertThat(found.at("/1/pictures").asInt()).isEqualTo(2);
        assertThat(found.at("/1/engine").asText()).isEqualTo("bicubic:cpu");
        assertThat(found.at("/1/psnr").asDouble()).isBetween(20.0, 60.0);
        assertThat(found.at("/1/ssim").asDouble()).isBetween(0.8, 1.0);
    }

    @Test
    void compression_costs_quality_and_symmetry_gains_nothing_for_bicubic() throws IOException {
        BufferedImage original = rings(80, 64);
        write(pairs.resolve("a_HR.png"), original);
        write(pairs.resolve("a_LR.png"), shrunk(original, 2));
        double clean = evaluate().at("/0/psnr").asDouble();
        double fine = evaluate("--jpeg", 95).at("/0/psnr").asDouble();
        double coarse = evaluate("--jpeg", 20).at("/0/psnr").asDouble();
        assertThat(clean).isGreaterThan(fine);
        assertThat(fine).isGreaterThan(coarse + 1);
        assertThat(evaluate("--ensemble").at("/0/psnr").asDouble()).isCloseTo(clean, within(0.05));
    }

    @Test
    void what_is_no_pair_is_told() throws IOException {
        assertThat(CommandLineRun.of(home, "models", "evaluate", "--pairs", pairs).exit()).isEqualTo(2);
        write(pairs.resolve("a_HR.png"), rings(50, 50));
        write(pairs.resolve("a_LR.png"), rings(40, 40));
        CommandLineRun run = CommandLineRun.of(home, "models", "evaluate", "--pairs", pairs);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("a_LR.png is 40x40").contains("a_HR.png is 50x50");
    }

    @Test
    void without_json_it_is_a_table() throws IOException {
        write(pairs.resolve("a_HR.png"), rings(50, 50));
        write(pairs.resolve("a_LR.png"), shrunk(rings(50, 50), 2));
        CommandLineRun run = CommandLineRun.of(home, "models", "evaluate", "--pairs", pairs);
        assertThat(run.out().lines()).hasSize(2).anyMatch(line -> line.contains("PSNR (dB)"))
                .anyMatch(line -> line.contains("x2") && line.contains("edsr-light-x2"));
    }
}
