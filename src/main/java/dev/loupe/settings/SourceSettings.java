package dev.loupe.settings;

import dev.loupe.upscale.Option;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A tree of pictures on a server or in a folder ({@code loupe.sources[N].*}).
 *
 * @param name by which people, routes and the ledger know it
 * @param watch false for a server that only takes results
 * @param directory on the server; absolute for a folder
 * @param results where its results go
 * @param options what is done to its pictures beside the usual
 * @param failed the folder for what cannot be done
 * @param priority the higher goes first
 */
public record SourceSettings(
        String name, Type type, boolean watch, Server server, String directory, Which which, Flow flow, Results results,
        Original original, Map<Option, String> options, Path failed, int priority) {

    /** How a source is reached. */
    public enum Type {
        FOLDER,
        FTP,
        FTPS,
        SFTP;

        public boolean remote() {
            return this != FOLDER;
        }
    }

    /**
     * A server and who we are there; empty texts for what is not given.
     *
     * @param port the usual one where none is given
     * @param keyFile a private key, for SFTP
     * @param password of the user, or of the key
     * @param knownHosts the servers' keys, for SFTP
     * @param trustStore whom to trust, for FTPS; without one, whom Java trusts
     * @param implicit TLS from the first byte, for FTPS
     */
    public record Server(
            String host, int port, String user, String password, String keyFile, Path knownHosts, String trustStore,
            String trustStorePassword, boolean implicit, Duration timeout) {}

    /** Which files, in what order. Patterns are Ant's ({@code **}{@code /*.tif}); without any, every file is meant. */
    public record Which(List<String> include, List<String> exclude, long maxBytes, Order order) {}

    /** What comes first. */
    public enum Order {
        OLDEST,
        NEWEST,
        NAME
    }

    /**
     * When it is looked at, and how fast its pictures come and go.
     *
     * @param perMinute pictures fetched per minute; 0 is no limit
     * @param maxRate bytes per second, both ways together; infinite is no limit
     */
    public record Flow(Duration poll, Duration settle, Optional<Window> hours, int perMinute, double maxRate) {
        /** Pictures fetched per second; infinite is no limit. */
        public double perSecond() {
            return perMinute == 0 ? Double.POSITIVE_INFINITY : perMinute / 60.0;
        }
    }

    /**
     * Where results go: to a source's server, to a folder, or to any endpoint that Camel knows.
     *
     * @param source the name of the source whose server it is; empty otherwise
     * @param place a directory there, an absolute folder, or a Camel URI
     * @param sidecar whether a {@code .sha256} is put beside each
     */
    public record Results(Optional<String> source, String place, boolean endpoint, boolean sidecar, Verify verify) {}

    /** How it is made sure that a result has arrived. */
    public enum Verify {
        /** By its size, and by its SHA-256 where the server can tell it. */
        AUTO,
        /** By reading it back. */
        READ
    }

    /** What becomes of an original when its result has arrived. */
    public enum Policy {
        KEEP,
        MOVE,
        DELETE
    }

    /** @param moved the directory on the same server that originals are moved to */
    public record Original(Policy policy, String moved) {}

    /**
     * Every source that is configured, in the order of their numbers.
     *
     * @param prefetch files fetched and not yet done, over all sources
     * @param atOnce pictures worked on at once, over all sources
     */
    public record All(List<SourceSettings> each, int prefetch, int atOnce) {
        static All read(Values values, Path home, Path failed, List<Integer> numbers) {
            List<String> names = numbers.stream().map(number -> values.peek("loupe.sources[" + number + "].name"))
                    .toList();
            List<SourceSettings> each = numbers.stream()
                    .map(number -> new SourceReader(values, home, number, names).read(failed)).toList();
            names.stream().filter(name -> names.indexOf(name) != names.lastIndexOf(name)).distinct()
                    .forEach(name -> values.fault("two sources are called " + name
                            + "; loupe.sources[N].name tells them apart"));
            return new All(each, values.integer("loupe.prefetch", 1, 10_000),
                    values.integer("loupe.sources.at-once", 1, 256));
        }

        public Optional<SourceSettings> named(String name) {
            return each.stream().filter(source -> source.name().equals(name)).findFirst();
        }
    }

    /** What its pictures are to be, as options by name. */
    static Map<Option, String> options(Values values, String prefix) {
        Map<Option, String> options = new EnumMap<>(Option.class);
        for (Option option : List.of(Option.SCALE, Option.MODEL, Option.FORMAT, Option.QUALITY, Option.OVERSIZE)) {
            values.value(prefix + option.option(), option.form(), text -> {
                if (!text.isEmpty()) {
                    SourceReader.check(option, text);
                    options.put(option, text);
                }
                return text;
            });
        }
        return options;
    }

    /** The place its results go to, as if it were a source: the one that it names, or a folder. */
    public SourceSettings place(All all) {
        return results.source().flatMap(all::named).orElseGet(() -> new SourceSettings(name, Type.FOLDER, false, server,
                results.place(), which, flow, results, original, options, failed, priority));
    }

    /** Lower case, as it stands in routes and in the configuration. */
    public String typeName() {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
