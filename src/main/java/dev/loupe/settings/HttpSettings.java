package dev.loupe.settings;

import dev.loupe.plan.Oversize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The HTTP door ({@code loupe.http.*}).
 *
 * @param hosts names by which it may be called; empty for this machine's, or for any where it listens to others
 * @param port 0 for any that is free
 * @param oversize for pictures that are answered at once
 * @param inProgress pictures answered at once that are worked on together
 * @param waiting how many more may wait for that, for at most {@code waitFor}
 * @param maxJson bytes of a JSON body
 * @param maxUpload bytes of a request with several pictures
 * @param headerTimeout how long a connection may be without a request
 * @param uploadTimeout how long a request may take to arrive
 * @param diskReserve free bytes below which nothing more is taken in
 * @param keys who may use the door; empty for everybody
 * @param managementPort 0 for none
 */
public record HttpSettings(
        boolean enabled, String host, List<String> hosts, int port, Oversize oversize, int inProgress, int waiting,
        Duration waitFor, long maxJson,
        long maxUpload, Duration headerTimeout, Duration uploadTimeout, long diskReserve, List<Key> keys,
        Optional<Tls> tls,
        String managementHost,
        int managementPort) {
    public static final String MAX_JSON = "loupe.http.max-json";
    public static final String MAX_UPLOAD = "loupe.http.max-upload";
    public static final String UPLOAD_TIMEOUT = "loupe.http.upload-timeout";
    public static final String DISK_RESERVE = "loupe.disk-reserve";

    /** One API key: whose it is, the hash of it, how many pictures a minute and how many bytes each; 0 is no limit. */
    public record Key(String name, String sha256, int perMinute, long maxBytes) {
        private static Key parse(String text) {
            String[] parts = text.strip().split(":");
            if (parts.length < 2 || parts.length > 4 || !parts[0].matches("[A-Za-z0-9_-]{1,100}")
                    || !parts[1].matches("[0-9a-fA-F]{64}")) {
                throw new IllegalArgumentException(text);
            }
            return new Key(parts[0], parts[1], parts.length > 2 ? Integer.parseInt(parts[2]) : 0,
                    parts.length > 3 ? Long.parseLong(parts[3]) : 0);
        }
    }

    /** The certificate's file and what opens it. */
    public record Tls(Path keystore, String password) {}

    static HttpSettings read(Values values, Path home) {
        return new HttpSettings(
                values.flag("loupe.http.enabled"),
                values.text("loupe.http.host"),
                hosts(values),
                values.integer("loupe.http.port", 0, 65_535),
                values.choice("loupe.http.oversize", Oversize.class),
                values.integer("loupe.http.in-progress", 1, 12), // each holds one of the web server's 20 worker threads
                values.integer("loupe.http.waiting", 0, 1_000),
                values.time("loupe.http.wait"),
                values.amount(MAX_JSON),
                values.amount(MAX_UPLOAD),
                values.time("loupe.http.header-timeout"),
                values.time(UPLOAD_TIMEOUT),
                values.amount(DISK_RESERVE),
                keys(values),
                tls(values, home),
                values.text("loupe.http.management.host"),
                values.integer("loupe.http.management.port", 0, 65_535));
    }

    private static List<String> hosts(Values values) {
        return values.value("loupe.http.hosts", "a list of names, separated by commas", text -> text.isEmpty()
                ? List.of()
                : Arrays.stream(text.toLowerCase(Locale.ROOT).split(",")).map(String::strip).toList());
    }

    /** Whether only this machine can reach it. */
    public boolean loopback() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private static List<Key> keys(Values values) {
        return values.value("loupe.http.keys", "a list of NAME:SHA256[:PER-MINUTE[:MAX-BYTES]], separated by commas",
                text -> text.isEmpty() ? List.of() : Arrays.stream(text.split(",")).map(Key::parse).toList());
    }

    private static Optional<Tls> tls(Values values, Path home) {
        String password = values.value("loupe.http.tls.password", "a password", text -> text);
        return values.value("loupe.http.tls.keystore", "a file", text -> text.isEmpty()
                ? Optional.empty()
                : Optional.of(new Tls(Values.path(home, text), password)));
    }
}
