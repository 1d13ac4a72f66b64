package dev.loupe.settings;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys of a source: there are as many of each as there are sources, with the defaults that the file documents. */
final class SourceKeys {
    private static final Pattern KEY =
            Pattern.compile("loupe\\.sources\\[(\\d{1,4})]\\..+|LOUPE_SOURCES_(\\d{1,4})_.+");
    private static final String DOCUMENTED = "loupe.sources[0].";

    private SourceKeys() {}

    /**
     * Gives each source that has a key, or a variable in the environment, all the others with their defaults; returns
     * the sources' numbers.
     */
    static List<Integer> complete(Map<String, String> properties, Set<String> variables) {
        TreeSet<Integer> numbers = new TreeSet<>();
        Stream.concat(properties.keySet().stream(), variables.stream()).map(KEY::matcher).filter(Matcher::matches)
                .map(key -> key.group(1) != null ? key.group(1) : key.group(2))
                .forEach(number -> numbers.add(Integer.parseInt(number)));
        Map<String, String> defaults = defaults();
        for (int number : numbers) {
            defaults.forEach((key, value) -> properties.putIfAbsent("loupe.sources[" + number + "]." + key, value));
        }
        return List.copyOf(numbers);
    }

    /** Out of the lines that are switched off in the documented configuration. */
    static Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        String lines = String.join("\n",
                Settings.documentation().lines().filter(line -> line.startsWith("#" + DOCUMENTED))
                .map(line -> line.substring(1)).toList());
        Settings.parse(lines).forEach((key, value) -> defaults.put(key.substring(DOCUMENTED.length()), value));
        return defaults;
    }
}
