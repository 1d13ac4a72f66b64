package dev.loupe.model;

import dev.loupe.model.Model.Architecture;
import dev.loupe.model.Model.Channels;
import dev.loupe.model.Model.Input;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads and writes {@code model.properties}, in UTF-8. */
final class ModelProperties {
    static final String FILE = "model.properties";
    private static final Pattern NAME = Pattern.compile("(?!auto$)[a-z0-9][a-z0-9.-]{0,63}");

    private static final String MEASURED = "measured.";
    private static final Set<String> KEYS = Set.of("family", "architecture", "scale", "file", "sha256", "channels",
            "mean", "range", "receptive-radius", "licence", "origin");

    private final Path folder;
    private final Properties properties = new Properties();
    private final List<String> faults = new ArrayList<>();

    private ModelProperties(Path folder) {
        this.folder = folder;
    }

    /** Whether a model or a family may be called so; {@code auto} stands for a choice among them. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The model of a folder, or null if there are faults, which are added to the list, each a sentence. */
    static Model read(Path folder, List<String> faults) {
        ModelProperties reading = new ModelProperties(folder);
        Model model = reading.read();
        String name = folder.getFileName().toString();
        reading.faults.forEach(fault -> faults.add("model " + name + ": " + fault));
        return reading.faults.isEmpty() ? model : null;
    }

    private Model read() {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            faults.add("there is no " + FILE + " in " + folder + "; 'models add' writes one for a network.");
            return null;
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            faults.add(FILE + " cannot be read: " + e.getMessage());
            return null;
        }
        refuseUnknownKeys();
        return model(folder.getFileName().toString());
    }

    private Model model(String name) {
        if (!isName(name)) {
            faults.add("a model's folder is named with small letters, digits, points and hyphens, and not auto.");
        }
        Channels channels = word("channels", Channels.values());
        int count = channels == Channels.Y ? 1 : 3;
        String numbers = count == 1 ? "one number" : "three numbers";
        List<Double> mean = value("mean", numbers + " from 0 to 255", text -> mean(text, count));
        Double range = value("range", "a number above 0, usually 255 or 1", text -> number(text, 0, 65535));
        return new Model(
                name,
                value("family", "a name such as edsr-light", text -> isName(text) ? text : null),
                word("architecture", Architecture.values()),
                whole("scale", 2, 8),
                value("file", "an .onnx or .pb file that lies beside it", this::fileBeside),
                value("sha256", "64 hexadecimal digits", text -> text.matches("[0-9a-f]{64}") ? text : null),
                new Input(channels, mean, range == null ? 1 : range),
                whole("receptive-radius", 0, 4096),
                value("licence", "an SPDX identifier or a sentence", Function.identity()),
                value("origin", "a sentence", Function.identity()),
                measured());
    }

    private void refuseUnknownKeys() {
        for (String key : properties.stringPropertyNames()) {
            if (!KEYS.contains(key) && !key.startsWith(MEASURED)) {
                faults.add("'" + key + "' is no key of " + FILE + ".");
            }
        }
    }

    /** Null, and a fault, where the key is missing or {@code parse} makes nothing of its text. */
    private <T> T value(String key, String form, Function<String, T> parse) {
        String text = properties.getProperty(key, "").strip();
        T value = text.isEmpty() ? null : parse.apply(text);
        if (value == null) {
            faults.add(key + (text.isEmpty() ? " is missing" : "='" + text + "'") + ", expected: " + form + ".");
        }
        return value;
    }

    private int whole(String key, int min, int max) {
        Double number = value(key, "a whole number from " + min + " to " + max, text -> {
            Double value = number(text, min - 0.5, max);
            return value == null || value != Math.rint(value) ? null : value;
        });
        return number == null ? 0 : number.intValue();
    }

    private <E extends Enum<E>> E word(String key, E[] words) {
        String form = Arrays.stream(words).map(word -> word.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "one of ", ""));
        return value(key, form, text -> Arrays.stream(words)
                .filter(word -> word.name().equals(text.toUpperCase(Locale.ROOT))).findFirst().orElse(null));
    }

    /** Null for what is no number above {@code above} and up to {@code max}. */
    private static Double number(String text, double above, double max) {
        try {
            double value = Double.parseDouble(text);
            return value > above && value <= max ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static List<Double> mean(String text, int count) {
        List<Double> numbers = new ArrayList<>();
        for (String part : text.split("[,\\s]+")) {
            Double number = number(part, Math.nextDown(0.0), 255);
            if (number == null) {
                return null;
            }
            numbers.add(number);
        }
        return numbers.size() == count ? List.copyOf(numbers) : null;
    }

    private Path fileBeside(String text) {
        boolean network = text.endsWith(".onnx") || text.endsWith(".pb");
        if (!network || text.chars().anyMatch(Character::isISOControl)) {
            return null;
        }
        Path file = folder.resolve(text);
        return folder.equals(file.getParent()) && Files.isRegularFile(file) ? file : null;
    }

    private Map<String, Double> measured() {
        Map<String, Double> measured = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(MEASURED)) {
                Double decibels = value(key, "a PSNR in dB", text -> number(text, 0, 200));
                measured.put(key.substring(MEASURED.length()), decibels);
            }
        }
        return measured;
    }

    static void write(Model model, Path file) throws IOException {
        String mean = model.input().mean().stream().map(ModelProperties::text).collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>(List.of(
                line("family", model.family()),
                line("architecture", model.architecture().name().toLowerCase(Locale.ROOT)),
                line("scale", model.scale()),
                line("file", model.file().getFileName()),
                line("sha256", model.sha256()),
                line("channels", model.input().channels().name().toLowerCase(Locale.ROOT)),
                line("mean", mean),
                line("range", text(model.input().range())),
                line("receptive-radius", model.receptiveRadius()),
                line("licence", model.licence()),
                line("origin", model.origin())));
        model.measured().forEach((benchmark, decibels) -> lines.add(line(MEASURED + benchmark, decibels)));
        Files.write(file, lines);
    }

    private static String text(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }

    private static String line(String key, Object value) {
        return key + "=" + value.toString().replace("\\", "\\\\").replaceAll("\\R", " ");
    }
}
