package dev.loupe.engine.onednn;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calibrations in files: one may lie beside the weights, as part of the model; others are measured once and kept among
 * what may be deleted.
 */
final class Calibrations {
    private static final Logger log = LoggerFactory.getLogger(Calibrations.class);
    /** Changes when the tensors of a chain are numbered in another way. */
    private static final String FORM = "1";

    private final Path beside;
    private final Path cached;

    /** For the weights in {@code model}; {@code cache} is a folder that may not exist yet. */
    Calibrations(Path model, String sha256, Path cache) {
        this.beside = model.resolveSibling(model.getFileName() + ".int8.properties");
        this.cached = cache.resolve(sha256 + ".int8.properties");
    }

    /** The file that makes a calibration part of the model. */
    Path beside() {
        return beside;
    }

    /** The calibration of the weights with that checksum, known or measured now. */
    Calibration of(String sha256, Supplier<Calibration> measure) {
        Optional<Calibration> known = read(beside, sha256).or(() -> read(cached, sha256));
        if (known.isPresent()) {
            return known.get();
        }
        Calibration measured = measure.get();
        try {
            write(cached, sha256, measured);
        } catch (IOException unwritable) {
            log.warn("The ranges measured for int8 cannot be kept in {}: {}", cached, unwritable.getMessage());
        }
        return measured;
    }

    static void write(Path file, String sha256, Calibration calibration) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "# What a stored 1 stands for in each tensor as integers, measured on rendered scenes; psnr: against"
                        + " f32, in dB.",
                "form=" + FORM, "sha256=" + sha256, "psnr=" + calibration.psnr()));
        new TreeMap<>(calibration.units().byTensor())
                .forEach((tensor, unit) -> lines.add("unit." + tensor + "=" + unit));
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, "int8", ".tmp");
        Files.write(temporary, lines);
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Empty where the file is missing, broken, or about other weights. */
    static Optional<Calibration> read(Path file, String sha256) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            if (!FORM.equals(properties.getProperty("form")) || !sha256.equals(properties.getProperty("sha256"))) {
                return Optional.empty();
            }
            return Optional.of(parse(properties));
        } catch (IOException | IllegalArgumentException broken) {
            log.warn("{} cannot be read and is measured anew: {}", file, broken.getMessage());
            return Optional.empty();
        }
    }

    private static Calibration parse(Properties properties) {
        Map<Integer, Float> units = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith("unit.")) {
                float unit = Float.parseFloat(properties.getProperty(key));
                if (!(unit > 0 && unit < Float.POSITIVE_INFINITY)) {
                    throw new IllegalArgumentException(key + " is " + unit);
                }
                units.put(Integer.valueOf(key.substring("unit.".length())), unit);
            }
        }
        double psnr = Double.parseDouble(properties.getProperty("psnr", "0"));
        return new Calibration(new Units(Map.copyOf(units)), psnr);
    }
}
