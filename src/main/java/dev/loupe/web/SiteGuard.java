package dev.loupe.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps pages of other sites from using the door through a visitor's browser: by a name of their own that they let
 * point here (DNS rebinding), or by a request from their page to ours. Programs, which send neither header, pass.
 * Thread-safe.
 */
public final class SiteGuard {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OWN = Set.of("same-origin", "none");
    private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]");

    private final boolean anyName;
    private final List<String> names;

    /**
     * @param loopback the door is reached from this machine alone, so that only this machine's names can be meant
     * @param names by which it may be called beside those
     */
    public SiteGuard(boolean loopback, List<String> names) {
        this.anyName = !loopback && names.isEmpty();
        this.names = names;
    }

    public void on(Router router, int order) {
        router.route().order(order).handler(this::check);
    }

    private void check(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        String host = request.getHeader("Host");
        if (host != null && !anyName && !isOurs(name(host))) {
            throw new Refusal(new Problem(421, "other-host",
                    "This is not " + name(host) + ". Ask for it by its address, or let"
                    + " loupe.http.hosts name it."));
        }
        if (!READING.contains(request.method()) && isFromElsewhere(request, host)) {
            throw new Refusal(new Problem(403, "other-site", "A page of another site may not do this."));
        }
        ctx.next();
    }

    /** Browsers say it themselves; those that do not, and plain http, still tell where the page came from. */
    private boolean isFromElsewhere(HttpServerRequest request, String host) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !OWN.contains(site);
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return false;
        }
        String authority = origin.replaceFirst("^https?://", "");
        return !authority.equalsIgnoreCase(host) && !names.contains(name(authority));
    }

    private boolean isOurs(String name) {
        return LOOPBACK.contains(name) || name.matches("127(\\.\\d{1,3}){3}") || names.contains(name);
    }

    private static String name(String authority) {
        return authority.replaceFirst(":\\d*$", "").toLowerCase(Locale.ROOT);
    }
}
