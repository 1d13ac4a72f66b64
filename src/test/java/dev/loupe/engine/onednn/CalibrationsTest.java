package dev.loupe.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.engine.Networks;
import dev.loupe.model.Model;
import dev.loupe.model.ModelCatalog;
import dev.loupe.model.graph.GraphFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationsTest {
    private static final String SUM = "abc123";
    private static final Calibration KNOWN = new Calibration(
            new Units(Map.of(1, List.of(0.25f, 2f), 7, List.of(3.5e-5f)), 4), 58.125);
    private static final Calibration NEW = new Calibration(new Units(Map.of(1, List.of(1f)), 2), 60);

    @TempDir
    Path folder;

    @Test
    void measuresOnceAndKeeps() {
        Calibrations calibrations = new Calibrations(folder.resolve("net.onnx"), SUM, folder.resolve("a/cache"));
        assertThat(calibrations.of(SUM, any -> true, () -> KNOWN)).isEqualTo(KNOWN);
        assertThat(calibrations.of(SUM, any -> true, () -> NEW)).isEqualTo(KNOWN);
    }

    @Test
    void prefersWhatLiesBesideTheModel() throws Exception {
        Calibrations calibrations = new Calibrations(folder.resolve("net.onnx"), SUM, folder.resolve("cache"));
        calibrations.of(SUM, any -> true, () -> NEW);
        Calibrations.write(calibrations.beside(), SUM, KNOWN);
        assertThat(calibrations.of(SUM, any -> true, () -> NEW)).isEqualTo(KNOWN);
    }

    @Test
    void canBeReadByWhoeverMayReadOtherFiles() throws Exception {
        Path file = folder.resolve("int8.properties");
        Calibrations.write(file, SUM, KNOWN);
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(Files.getPosixFilePermissions(Files.createFile(folder.resolve("other"))));
    }

    @Test
    void measuresAnewWhatDoesNotSuitTheNetwork() throws Exception {
        Calibrations calibrations = new Calibrations(folder.resolve("net.onnx"), SUM, folder.resolve("cache"));
        Calibrations.write(calibrations.beside(), SUM, KNOWN);
        assertThat(calibrations.of(SUM, known -> known.units().byTensor().size() == 1, () -> NEW)).isEqualTo(NEW);
        assertThat(calibrations.of(SUM, known -> known.units().byTensor().size() == 1, () -> KNOWN)).isEqualTo(NEW);
    }

    @Test
    void suitsWhereThereIsAUnitForEachChannel() throws Exception {
        Model model = Networks.light(3);
        Chain chain = Compiler.compile(GraphFile.read(model.file()).network(), model.input());
        Map<Integer, List<Float>> units = new HashMap<>(Calibrations.read(
                new Calibrations(model.file(), model.sha256(), folder).beside(), model.sha256()).orElseThrow().units()
                .byTensor());
        assertThat(new Units(units, Units.ENDS).suit(chain)).isTrue();
        int some = units.keySet().iterator().next();
        List<Float> all = units.put(some, List.of(1f));
        assertThat(new Units(units, Units.ENDS).suit(chain)).as("one unit for many channels").isFalse();
        units.remove(some);
        assertThat(new Units(units, Units.ENDS).suit(chain)).as("none for a tensor").isFalse();
        units.put(some, all);
        units.put(1000, all);
        assertThat(new Units(units, Units.ENDS).suit(chain)).as("one too many").isFalse();
    }

    @Test
    void doesWithoutAFolderItCannotWriteTo() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Calibrations calibrations = new Calibrations(folder.resolve("net.onnx"), SUM, file);
        assertThat(calibrations.of(SUM, any -> true, () -> KNOWN)).isEqualTo(KNOWN);
    }

    @Test
    void comesWithEveryModelOfOurs() throws Exception {
        for (Model model : ModelCatalog.load(Path.of("models")).models()) {
            Path beside = new Calibrations(model.file(), model.sha256(), folder).beside();
            Optional<Calibration> ours = Calibrations.read(beside, model.sha256());
            Chain chain = Compiler.compile(GraphFile.read(model.file()).network(), model.input());
            assertThat(ours).as(model.name()).isPresent();
            assertThat(ours.get().units().byTensor()).as(model.name())
                    .containsOnlyKeys(Typing.integers(chain).stream().map(Step.Convolve::input).distinct().toList());
            assertThat(ours.get().psnr()).as(model.name()).isGreaterThan(50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "form=2\nsha256=other\nunits.1=1\npsnr=60", "form=1\nsha256=abc123\nunits.1=1\npsnr=60",
        "form=2\nsha256=abc123\nunits.1=-1\npsnr=60", "form=2\nsha256=abc123\nunits.one=1\npsnr=60",
                "form=2\nsha256=abc123\nunits.1=NaN",
        "form=2\nsha256=abc123\npsnr=high", "form=2\nsha256=abc123\npsnr=60\nends=1", "\\u12"})
    void measuresAnewWhereTheFileIsBrokenOrAboutOtherWeights(String content) throws Exception {
        Path file = Files.writeString(folder.resolve("net.onnx.int8.properties"), content);
        assertThat(Calibrations.read(file, SUM)).isEmpty();
    }
}
