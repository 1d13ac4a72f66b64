package dev.loupe.settings;

import dev.loupe.engine.EngineChoice;
import dev.loupe.failure.Rejected;
import dev.loupe.plan.Limits;
import dev.loupe.plan.Oversize;
import dev.loupe.plan.Target;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything that can be configured, validated. Made once at start.
 *
 * @param home absolute; holds {@code config}, {@code routes}, {@code models} and {@code data}
 * @param options what is done to a picture that asks for nothing else
 * @param background colour behind transparent pixels, as 0xRRGGBB
 * @param jdbcUrl with relative files resolved against the home
 * @param sources trees on servers and in folders
 * @param properties every property as it is in force, for routes
 * @param strangers variables of the environment that look like keys and are none
 */
public record Settings(
        Path home, Options options, int background, EngineSettings engine, Limits limits, FolderSettings folder,
        HttpSettings http, JobSettings jobs, SourceSettings.All sources, int crashAttempts, int retries,
        Duration retryDelay, String jdbcUrl, LogFormat logFormat, Duration stopTimeout, Map<String, String> properties,
        List<String> strangers) {

    /** How log lines are written. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** The file that documents every key, with its default; a copy is inside the jar. */
    public static final String FILE = "config/application.properties";

    /** What Kubernetes tells every container about a service called loupe; and what bin/loupe reads. */
    private static final Pattern NO_KEYS = Pattern.compile("LOUPE_(SERVICE_.*|PORT|PORT_\\d.*|JAVA_OPTS)");

    private static final String H2_FILE = "jdbc:h2:file:./";

    /**
     * Reads the home's configuration over the defaults, and the environment over both.
     *
     * @throws InvalidSettings naming every fault at once
     */
    public static Settings load(Path home) {
        return load(home, System.getenv());
    }

    static Settings load(Path home, Map<String, String> environment) {
        Path absolute = home.toAbsolutePath().normalize();
        Map<String, String> properties = defaults();
        Map<String, String> configured = file(absolute.resolve(FILE));
        properties.putAll(configured);
        List<Integer> sources = SourceKeys.complete(properties, environment.keySet());
        properties.replaceAll((key, value) -> environment.getOrDefault(variable(key), value));
        Values values = new Values(properties);
        Set<String> variables = properties.keySet().stream().map(Settings::variable).collect(Collectors.toSet());
        List<String> strangers = environment.keySet().stream().filter(name -> name.startsWith("LOUPE_"))
                .filter(name -> !variables.contains(name) && !NO_KEYS.matcher(name).matches()).sorted().toList();
        Settings settings = read(values, absolute, properties, sources, strangers);
        properties.keySet().stream()
                .filter(key -> key.startsWith("loupe.") && !values.keys().contains(key))
                .forEach(key -> values.fault(key + " is not a key; see " + FILE + " for those there are"));
        if (!values.faults().isEmpty()) {
            throw new InvalidSettings(values.faults());
        }
        return settings;
    }

    private static Settings read(Values values, Path home, Map<String, String> properties, List<Integer> sources,
            List<String> strangers) {
        EngineSettings engine = EngineSettings.read(values);
        FolderSettings folder = FolderSettings.read(values, home);
        return new Settings(
                home,
                options(values),
                background(values),
                engine,
                new Limits(values.amount(Limits.MAX_BYTES), values.amount(Limits.MAX_PIXELS_IN),
                        values.amount(Limits.MAX_PIXELS_OUT)),
                folder,
                HttpSettings.read(values, home),
                JobSettings.read(values),
                SourceSettings.All.read(values, home, folder.failed(), sources),
                values.integer("loupe.crash-attempts", 1, 100),
                values.integer("loupe.retries", 0, 100),
                values.time("loupe.retry-delay"),
                jdbcUrl(values, home),
                values.choice("loupe.log.format", LogFormat.class),
                values.time("loupe.stop.timeout"),
                properties,
                strangers);
    }

    private static Options options(Values values) {
        Options options = new Options(new Target.Scale(3), "", EngineChoice.AUTO, Optional.empty(), Oversize.TILE, 512,
                Optional.empty(), 95, false);
        for (Option option : Option.values()) {
            if (option == Option.LONG_SIDE || option == Option.SIZE) {
                continue; // one target is the default; the others are asked for by picture
            }
            Options before = options;
            Options after = values.value(option.property(), option.form(), text -> set(option, before, text));
            options = after == null ? before : after;
        }
        return options.target() instanceof Target.Scale scale ? options.withTarget(new Target.Usual(scale.factor()))
                : options;
    }

    private static Options set(Option option, Options options, String text) {
        try {
            return option.set(options, text);
        } catch (Rejected unreadable) {
            throw new IllegalArgumentException(unreadable);
        }
    }

    private static int background(Values values) {
        Integer colour = values.value("loupe.background", "a colour as RRGGBB", text -> {
            if (text.length() != 6) {
                throw new IllegalArgumentException();
            }
            return Integer.parseInt(text, 16);
        });
        return colour == null ? 0 : colour;
    }

    private static String jdbcUrl(Values values, Path home) {
        String url = values.value("loupe.jobs.jdbc-url", "a JDBC URL", text -> {
            if (!text.startsWith("jdbc:")) {
                throw new IllegalArgumentException();
            }
            return text;
        });
        return url != null && url.startsWith(H2_FILE) ? "jdbc:h2:file:" + home + "/" + url.substring(H2_FILE.length())
                : url;
    }

    /**
     * The environment variable that overrides a key: {@code loupe.max-side} is {@code LOUPE_MAX_SIDE},
     * {@code loupe.sources[0].password} is {@code LOUPE_SOURCES_0_PASSWORD}.
     */
    public static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    }

    private static Map<String, String> defaults() {
        return parse(documentation());
    }

    /** The file with every key and its default. */
    static String documentation() {
        try (InputStream in = Settings.class.getResourceAsStream("application.properties")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Map<String, String> file(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return parse(Files.readString(file));
        } catch (CharacterCodingException otherEncoding) {
            throw unreadable(file, "it is not in UTF-8; save it so");
        } catch (IllegalArgumentException escape) {
            throw unreadable(file, escape.getMessage() + " A backslash begins an escape; write \\\\ or / in paths");
        } catch (IOException fault) {
            throw unreadable(file, fault.toString());
        }
    }

    private static InvalidSettings unreadable(Path file, String reason) {
        return new InvalidSettings(List.of(file + " cannot be read: " + reason));
    }

    /** @throws IllegalArgumentException where a backslash begins an escape that does not end */
    static Map<String, String> parse(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        Map<String, String> map = new TreeMap<>();
        properties.forEach((key, value) -> map.put((String) key, (String) value));
        return map;
    }
}
