package dev.loupe.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** What every request passes before anything else: security headers, a time limit, and the end of the service. */
public final class Porch {
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
            + " connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** What answers before the service is ready, beside the page's own files. */
    private static final Set<String> STARTING = Set.of("/", "/livez", "/readyz", "/healthz");

    /** A path that answers to some methods only. */
    private record Known(Pattern path, List<String> methods) {}

    private final Readiness readiness;
    private final Duration uploadTimeout;
    private final List<Known> known;

    public Porch(Readiness readiness, Duration uploadTimeout, List<Operation> operations) {
        this.readiness = readiness;
        this.uploadTimeout = uploadTimeout;
        this.known = operations.stream().map(Operation::path).distinct()
                .map(path -> new Known(Pattern.compile(path.replaceAll("\\{[a-z]+}", "[^/]+")),
                        operations.stream().filter(o -> o.path().equals(path)).map(Operation::method).toList()))
                .toList();
    }

    /** One method on one path, with {@code {name}} for a part that varies. */
    public record Operation(String method, String path) {}

    public void on(Router router, int first, int last) {
        router.route().order(first).handler(this::enter).failureHandler(ctx -> Answers.failure(ctx, reference()));
        router.route().order(last).handler(this::nothingHere);
    }

    private static String reference() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private void enter(RoutingContext ctx) {
        HttpServerResponse response = ctx.response();
        response.putHeader("Content-Security-Policy", CONTENT_POLICY);
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("X-Frame-Options", "DENY");
        response.putHeader("Referrer-Policy", "no-referrer");
        response.putHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.putHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.putHeader("Cache-Control", "no-store");
        limitTime(ctx);
        if (readiness.starting() && !STARTING.contains(ctx.normalizedPath())
                && !Page.has(ctx.normalizedPath().substring(1))) {
            throw new Refusal(new Problem(503, "starting", "The service is still warming up. Try again in a moment.",
                    Optional.empty(), Problem.RETRY_AFTER));
        }
        if (readiness.draining() && ctx.request().method().equals(HttpMethod.POST)) {
            throw new Refusal(new Problem(503, "stopping",
                    "The service is stopping and takes nothing new in. Try again in a"
                    + " minute.", Optional.empty(), 60));
        }
        if (ctx.request().method().equals(HttpMethod.HEAD) && allows(ctx.normalizedPath(), "GET")) {
            ctx.reroute(HttpMethod.GET, ctx.request().uri()); // the server itself leaves the body out
        } else {
            ctx.next();
        }
    }

    private void limitTime(RoutingContext ctx) {
        if (ctx.request().isEnded()) {
            return;
        }
        long timer = ctx.vertx().setTimer(Math.max(1, uploadTimeout.toMillis()), fired -> {
            if (!ctx.request().isEnded()) {
                ctx.request().connection().close();
            }
        });
        ctx.addEndHandler(ended -> ctx.vertx().cancelTimer(timer));
    }

    private Optional<Known> known(String path) {
        return known.stream().filter(k -> k.path().matcher(path).matches()).findFirst();
    }

    /** A stream of events has no end that a client could be told the head of. */
    private boolean allows(String path, String method) {
        return !path.endsWith("/events")
                && known(path).map(k -> k.methods().contains(method)).orElse(Page.has(path.substring(1)));
    }

    private void nothingHere(RoutingContext ctx) {
        Optional<Known> path = known(ctx.normalizedPath());
        if (path.isEmpty() || path.get().methods().contains(ctx.request().method().name())) {
            throw new Refusal(new Problem(404, "not-found",
                    "There is nothing at this path. The page is at /, the description of"
                    + " everything else at /openapi.json."));
        }
        String methods = String.join(", ", path.get().methods());
        ctx.response().putHeader("Allow", methods);
        throw new Refusal(new Problem(405, "method-not-allowed", ctx.request().method() + " is not for this path; use "
                + methods + "."));
    }
}
