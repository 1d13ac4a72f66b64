package dev.loupe.settings;

import dev.loupe.engine.EngineChoice;
import dev.loupe.plan.Oversize;
import dev.loupe.plan.Target;
import dev.loupe.settings.SourceSettings.Flow;
import dev.loupe.settings.SourceSettings.Order;
import dev.loupe.settings.SourceSettings.Original;
import dev.loupe.settings.SourceSettings.Policy;
import dev.loupe.settings.SourceSettings.Results;
import dev.loupe.settings.SourceSettings.Server;
import dev.loupe.settings.SourceSettings.Type;
import dev.loupe.settings.SourceSettings.Verify;
import dev.loupe.settings.SourceSettings.Which;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads one source, with what depends on its type and on the other sources. Not thread-safe. */
final class SourceReader {
    private static final Options ANY = new Options(new Target.Scale(3), "auto", EngineChoice.AUTO, Optional.empty(),
            Oversize.TILE, 512, Optional.empty(), 95, false);

    private final Values values;
    private final Path home;
    private final String prefix;
    private final List<String> names;

    SourceReader(Values values, Path home, int number, List<String> names) {
        this.values = values;
        this.home = home;
        this.prefix = "loupe.sources[" + number + "].";
        this.names = names;
    }

    SourceSettings read(Path failed) {
        Type type = values.choice(prefix + "type", Type.class);
        String name = values.value(prefix + "name", "a name of letters, digits, - and _", text -> {
            if (!text.matches("[A-Za-z0-9_-]{1,100}")) {
                throw new IllegalArgumentException();
            }
            return text;
        });
        boolean watch = values.flag(prefix + "watch");
        String directory = directory(type, watch);
        Results results = results(name, directory);
        Original original = original(type, directory);
        if (original.policy() == Policy.DELETE && results.endpoint()) {
            values.fault(prefix + "original=delete needs results that can be verified where they go; " + prefix
                    + "results=" + results.place() + " tells nothing: use original=move");
        }
        return new SourceSettings(name, type, watch, server(type), directory, which(), flow(), results, original,
                SourceSettings.options(values, prefix), failed.resolve(String.valueOf(name)),
                values.integer(prefix + "priority", -100, 100));
    }

    static void check(Option option, String text) {
        option.set(ANY, text);
    }

    private String directory(Type type, boolean watch) {
        return values.value(prefix + "directory", "a directory", text -> {
            if (watch && stripped(text).replace("/", "").isEmpty()) {
                throw new IllegalArgumentException();
            }
            if (type != Type.FOLDER) {
                return stripped(text);
            }
            return Values.path(home, text).toString();
        });
    }

    private static String stripped(String directory) {
        return directory.length() > 1 && directory.endsWith("/") ? directory.substring(0, directory.length() - 1)
                : directory;
    }

    private Server server(Type type) {
        boolean remote = type != null && type.remote();
        Server server = new Server(
                required("host", "the server's name or address", remote),
                port(type, values.integer(prefix + "port", 0, 65_535)),
                required("user", "a name", remote),
                password(),
                optional("key-file", "a file with a private key", true),
                Values.path(home, optional("known-hosts", "a file", false)),
                optional("trust-store", "a PKCS12 file", true),
                optional("trust-store-password", "a password", false),
                values.flag(prefix + "implicit-tls"),
                values.time(prefix + "timeout"));
        if (remote && server.password().isEmpty() && server.keyFile().isEmpty()) {
            values.fault(prefix + "password is missing: give it, or password-file, or for SFTP key-file");
        }
        return server;
    }

    private int port(Type type, int configured) {
        if (configured > 0 || type == null) {
            return configured;
        }
        return switch (type) {
            case FOLDER -> 0;
            case FTP -> 21;
            case FTPS -> values.peek(prefix + "implicit-tls").equals("true") ? 990 : 21;
            case SFTP -> 22;
        };
    }

    private String required(String key, String form, boolean needed) {
        return values.value(prefix + key, form, text -> {
            if (needed && text.isEmpty()) {
                throw new IllegalArgumentException();
            }
            return text;
        });
    }

    /** A text; a file's path becomes absolute and the file must be there. */
    private String optional(String key, String form, boolean file) {
        return values.value(prefix + key, form, text -> {
            if (!file || text.isEmpty()) {
                return text;
            }
            if (!Files.isReadable(Values.path(home, text))) {
                throw new IllegalArgumentException();
            }
            return Values.path(home, text).toString();
        });
    }

    private String password() {
        String password = values.secret(prefix + "password");
        String file = optional("password-file", "a file that can be read", true);
        if (file == null || file.isEmpty()) {
            return password;
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Which which() {
        return new Which(patterns("include"), patterns("exclude"), limit("max-bytes"),
                values.choice(prefix + "order", Order.class));
    }

    /** Nothing is no limit. */
    private long limit(String key) {
        return values.value(prefix + key, "a number such as 200m, or nothing", String::isEmpty)
                ? Long.MAX_VALUE : values.amount(prefix + key);
    }

    private double maxRate() {
        long limit = limit("max-rate");
        return limit == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : limit;
    }

    private List<String> patterns(String key) {
        return values.value(prefix + key, "patterns, separated by commas", text -> text.isEmpty()
                ? List.of() : Arrays.stream(text.split(",")).map(String::strip).toList());
    }

    private Flow flow() {
        return new Flow(values.time(prefix + "poll"), values.time(prefix + "settle"),
                values.value(prefix + "hours", "hours of the day such as 22:00-06:00", text -> text.isEmpty()
                        ? Optional.empty() : Optional.of(Window.parse(text))),
                values.integer(prefix + "per-minute", 0, 1_000_000), maxRate());
    }

    /**
     * {@code NAME:directory} is on the server of the source of that name, {@code scheme:...} is Camel's, the rest a
     * folder.
     */
    private Results results(String name, String directory) {
        String text = values.value(prefix + "results", "a place", t -> t.isEmpty() ? "data/outbox/" + name : t);
        boolean sidecar = values.flag(prefix + "sha256-file");
        Verify verify = values.choice(prefix + "verify", Verify.class);
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        if (names.contains(scheme) && !scheme.isEmpty()) {
            String place = stripped(text.substring(colon + 1));
            if (place.isEmpty()) {
                values.fault(prefix + "results=" + text + " names no directory");
            }
            if (scheme.equals(name)) {
                apart("results", directory, place);
            }
            return new Results(Optional.of(scheme), place, false, sidecar, verify);
        }
        if (colon > 1) {
            return new Results(Optional.empty(), text, true, sidecar, verify);
        }
        String folder = Values.path(home, text).toString();
        if (values.peek(prefix + "type").equalsIgnoreCase("folder")) {
            apart("results", directory, folder);
        }
        return new Results(Optional.empty(), folder, false, sidecar, verify);
    }

    private Original original(Type type, String directory) {
        Policy policy = values.choice(prefix + "original", Policy.class);
        String moved = values.value(prefix + "moved", "a directory", text -> text.isEmpty() || type != Type.FOLDER
                ? stripped(text) : Values.path(home, text).toString());
        if (policy == Policy.MOVE) {
            if (moved.isEmpty()) {
                values.fault(prefix + "moved is missing: where originals go with " + prefix + "original=move");
            } else {
                apart("moved", directory, moved);
            }
        }
        return new Original(policy, moved);
    }

    /** What is written where pictures are looked for would be found and enlarged again, without end. */
    private void apart(String key, String directory, String place) {
        if (directory != null && (place.equals(directory) || directory.isEmpty() && !place.startsWith("/")
                || place.startsWith(directory.endsWith("/") ? directory : directory + "/"))) {
            values.fault(prefix + key + "=" + place + " lies in " + prefix + "directory=" + directory
                    + ": what is put there would be taken for another original");
        }
    }
}
