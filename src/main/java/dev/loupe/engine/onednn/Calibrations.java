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
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calibrations in files: one may lie beside the weights, as part of the model; others are measured once and kept among
 * what may be deleted.
 */
final class Calibrations {
    private static final Logger log = LoggerFactory.getLogger(Calibrations.class);
    /** Changes when the tensors of a chain are numbered in another way. */
    private static final String FORM = "2";

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

    /**
     * The calibration of the weights with that checksum, known or measured now.
     *
     * @param suits whether a known one is about the network, as a file that somebody has written in may not be
     */
    Calibration of(String sha256, Predicate<Calibration> suits, Supplier<Calibration> measure) {
        Optional<Calibration> known = read(beside, sha256).filter(suits)
                .or(() -> read(cached, sha256).filter(suits));
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
                "# What a stored 1 stands for in each channel of each tensor as integers, measured on rendered scenes;"
                        + " psnr: against f32, in dB.",
                "form=" + FORM, "sha256=" + sha256, "psnr=" + calibration.psnr(),
                "ends=" + calibration.units().ends()));
        new TreeMap<>(calibration.units().byTensor())
                .forEach((tensor, units) -> lines.add("units." + tensor + "=" + units.stream().map(String::valueOf)
                        .collect(Collectors.joining(" "))));
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // createTempFile's are for their owner alone; the service may be somebody else
        Path temporary = folder.resolve(UUID.randomUUID() + ".tmp");
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
        Map<Integer, List<Float>> units = new HashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith("units.")) {
                units.put(Integer.valueOf(key.substring("units.".length())), parse(key, properties.getProperty(key)));
            }
        }
        double psnr = Double.parseDouble(properties.getProperty("psnr", "0"));
        int ends = Integer.parseInt(properties.getProperty("ends", String.valueOf(Units.ENDS)));
        if (ends < Units.ENDS) {
            throw new IllegalArgumentException("ends is " + ends);
        }
        return new Calibration(new Units(Map.copyOf(units), ends), psnr);
    }

    private static List<Float> parse(String key, String numbers) {
        List<Float> units = new ArrayList<>();
        for (String number : numbers.strip().split(" +")) {
            float unit = Float.parseFloat(number);
            if (!(unit > 0 && unit < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(key + " holds " + unit);
            }
            units.add(unit);
        }
        return List.copyOf(units);
    }
}
