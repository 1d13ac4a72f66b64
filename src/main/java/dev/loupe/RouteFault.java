package dev.loupe;

import dev.loupe.failure.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says in one line what keeps the routes from starting: file, line, route and reason, out of the chain of exceptions
 * Camel wraps them in.
 */
final class RouteFault {
    private static final Pattern PLACE = Pattern.compile("file:(?:\\S*/)?([^/\\s]+\\.camel\\.yaml)(?:, line (\\d+))?");
    private static final Pattern ROUTE = Pattern.compile("Failed to create route:? (\\S+)");
    /** Camel repeats the whole endpoint before each of these words; what counts stands behind the last. */
    private static final List<String> BEFORE_THE_REASON = List.of(" due to: ", " because: ");

    /** What routes of 0.1.0 name and this version does not have. */
    private static final Pattern OF_0_1_0 =
            Pattern.compile("#(?:turn|admission)-\\{\\{name}}|#told\\b|ref: (?:setback|settlement|sampling)\\b");

    private final String everything;
    private final String deepest;
    private final Path routes;

    private RouteFault(Throwable refused, Path routes) {
        StringBuilder all = new StringBuilder();
        String last = "";
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            last = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            all.append(last).append('\n');
        }
        this.everything = all.toString();
        this.deepest = last;
        this.routes = routes;
    }

    static String explain(Throwable refused, Path routes) {
        RouteFault fault = new RouteFault(refused, routes);
        Optional<String> route = fault.match(ROUTE);
        String place = fault.parserPlace().or(() -> route.flatMap(fault::placeOfRoute)).map(p -> p + ": ").orElse("");
        return place + route.map(id -> "route " + id + ": ").orElse("") + fault.reason();
    }

    /** @throws Failed naming the first file that is of an earlier version: Camel would only miss a bean */
    static Path requireCurrent(Path routes) {
        try (Stream<Path> files = Files.list(routes)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml")).sorted().toList()) {
                Matcher gone = OF_0_1_0.matcher(Files.readString(file));
                if (gone.find()) {
                    throw new Failed("The route file " + file.getFileName() + " is of Loupe 0.1.0: it names '"
                            + gone.group() + "', which is gone. Replace it by this version's, and move your own changes"
                            + " into routes of your own.");
                }
            }
            return routes;
        } catch (IOException unreadable) {
            throw new Failed("The routes in " + routes + " cannot be read (" + unreadable + ").", unreadable);
        }
    }

    private String reason() {
        String reason = deepest;
        for (String marker : BEFORE_THE_REASON) {
            int at = reason.lastIndexOf(marker);
            reason = at < 0 ? reason : reason.substring(at + marker.length());
        }
        return reason.lines().map(String::strip).filter(line -> !line.startsWith("in file:")).limit(2)
                .reduce((a, b) -> a + " " + b).orElse(reason).replaceAll("@[0-9a-f]{4,}", "");
    }

    private Optional<String> match(Pattern pattern) {
        Matcher matcher = pattern.matcher(everything);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private Optional<String> parserPlace() {
        Matcher matcher = PLACE.matcher(everything);
        String place = null;
        while (matcher.find()) {
            if (matcher.group(2) != null) {
                return Optional.of(matcher.group(1) + " line " + matcher.group(2));
            }
            place = matcher.group(1);
        }
        return Optional.ofNullable(place);
    }

    /** Camel does not always say which file a route came from; its id does. */
    private Optional<String> placeOfRoute(String id) {
        Pattern declaration = Pattern.compile("\\s*-?\\s*id:\\s*[\"']?" + Pattern.quote(id) + "[\"']?\\s*");
        try (Stream<Path> files = Files.list(routes)) {
            for (Path file : files.sorted().toList()) {
                List<String> lines = Files.readAllLines(file);
                for (int i = 0; i < lines.size(); i++) {
                    if (declaration.matcher(lines.get(i)).matches()) {
                        return Optional.of(file.getFileName() + " line " + (i + 1));
                    }
                }
            }
        } catch (IOException unreadable) {
            return Optional.empty(); // the reason itself is still told
        }
        return Optional.empty();
    }
}
