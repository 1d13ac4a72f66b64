package dev.loupe.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads typed values out of properties and collects every fault instead of stopping at the first. Not thread-safe. */
final class Values {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([kmg]?)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    private final Map<String, String> properties;
    private final TreeSet<String> read = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();

    Values(Map<String, String> properties) {
        this.properties = properties;
    }

    /** The parsed value, or null and a fault that names key, form and value. */
    <T> T value(String key, String form, Function<String, T> parse) {
        read.add(key);
        String text = properties.getOrDefault(key, "").strip();
        try {
            return parse.apply(text);
        } catch (RuntimeException unreadable) {
            faults.add(key + "=" + text + " is not " + form);
            return null;
        }
    }

    /** As it is; a fault that names it is somebody else's. */
    String peek(String key) {
        return properties.getOrDefault(key, "").strip();
    }

    /** A path: absolute, below the home, or with {@code ~/} below the home of the user whose process this is. */
    static Path path(Path home, String text) {
        return text.startsWith("~/") ? Path.of(System.getProperty("user.home"), text.substring(2)).normalize()
                : home.resolve(text).normalize();
    }

    /** A text that no fault ever repeats. */
    String secret(String key) {
        read.add(key);
        return properties.getOrDefault(key, "");
    }

    String text(String key) {
        return value(key, "a text", text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    int integer(String key, int least, int most) {
        Integer value = value(key, "a whole number from " + least + " to " + most, text -> {
            int number = Integer.parseInt(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException();
            }
            return number;
        });
        return value == null ? least : value;
    }

    /** A number with k, m or g behind it: thousands, millions, thousand millions. */
    long amount(String key) {
        Long value = value(key, "a number such as 500k, 200m or 4g, at least 1", text -> {
            Matcher amount = AMOUNT.matcher(text.toLowerCase(Locale.ROOT));
            if (!amount.matches() || Long.parseLong(amount.group(1)) == 0) {
                throw new IllegalArgumentException();
            }
            long unit = switch (amount.group(2)) {
                case "k" -> 1_000;
                case "m" -> 1_000_000;
                case "g" -> 1_000_000_000;
                default -> 1;
            };
            return Math.multiplyExact(Long.parseLong(amount.group(1)), unit);
        });
        return value == null ? 1 : value;
    }

    Duration time(String key) {
        Duration value = value(key, "a time such as 500ms, 5s, 2m or 1h", text -> {
            Matcher time = TIME.matcher(text.toLowerCase(Locale.ROOT));
            if (!time.matches()) {
                throw new IllegalArgumentException();
            }
            long number = Long.parseLong(time.group(1));
            return switch (time.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        });
        return value == null ? Duration.ZERO : value;
    }

    boolean flag(String key) {
        Boolean value = value(key, "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
        return value != null && value;
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        String form = "one of " + String.join(", ", List.of(type.getEnumConstants()).stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList());
        return value(key, form, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }

    void fault(String sentence) {
        faults.add(sentence);
    }

    /** Every key asked for so far. */
    TreeSet<String> keys() {
        return read;
    }

    List<String> faults() {
        return faults;
    }
}
