package dev.loupe.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.settings.HttpSettings;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks for an API key where any are configured: as {@code Authorization: Bearer}, as {@code X-API-Key}, or as the
 * cookie the page got for one. Safe for several threads.
 */
public final class KeyGuard {
    static final String KEYS = "loupe.http.keys";

    private static final String CALLER = Caller.class.getName();
    private static final String COOKIE = "loupe_session";
    private static final Set<String> OPEN = Set.of("/", "/livez", "/readyz", "/openapi.json", "/session");
    private static final Duration SESSION = Duration.ofHours(12);
    private static final int KEY_BODY = 2_000;

    /** A key's hash, and whose it is. */
    private record Known(byte[] sha256, Caller caller) {}

    private final List<Known> keys;
    private final boolean tls;
    private final Sessions sessions = new Sessions(SESSION);
    private final Pace pace = new Pace();
    private final Map<Object, Caller> callers = new ConcurrentHashMap<>();

    public KeyGuard(List<HttpSettings.Key> keys, boolean tls) {
        this.keys = keys.stream().map(key -> new Known(HexFormat.of().parseHex(key.sha256()),
                new Caller(key.name(), key.perMinute(), key.maxBytes()))).toList();
        this.tls = tls;
    }

    public void on(Router router, int order) {
        router.route().order(order).handler(this::identify);
        router.post("/session").order(order).handler(BodyHandler.create(false).setBodyLimit(KEY_BODY))
                .handler(this::logIn);
        router.delete("/session").order(order).handler(this::logOut);
    }

    /** Who sent the request that this context is about. */
    static Caller caller(RoutingContext ctx) {
        Caller caller = ctx.get(CALLER);
        return caller == null ? Caller.ANYBODY : caller;
    }

    /** Who sent a request, for its route. */
    public Caller caller(Object request) {
        return callers.getOrDefault(request, Caller.ANYBODY);
    }

    private void identify(RoutingContext ctx) {
        if (!keys.isEmpty()) {
            Optional<Caller> caller = presented(ctx).flatMap(this::find).or(() -> session(ctx));
            caller.ifPresent(known -> remember(ctx, known));
            if (caller.isEmpty() && !isOpen(ctx)) {
                ctx.response().putHeader("WWW-Authenticate", "Bearer");
                throw new Refusal(new Problem(401, "no-key",
                        "This needs an API key: send it as 'Authorization: Bearer …', or"
                        + " type it into the page."));
            }
            if (caller.isPresent() && takesPicture(ctx) && !pace.mayGo(caller.get())) {
                throw new Refusal(new Problem(429, "too-fast", "This API key may send " + caller.get().perMinute()
                        + " pictures a minute (" + KEYS + "). Try again in a while.", Optional.empty(), 60));
            }
        }
        ctx.next();
    }

    private void remember(RoutingContext ctx, Caller caller) {
        ctx.put(CALLER, caller);
        callers.put(ctx.request(), caller);
        ctx.addEndHandler(ended -> callers.remove(ctx.request()));
    }

    private static boolean takesPicture(RoutingContext ctx) {
        String path = ctx.normalizedPath();
        return ctx.request().method().equals(HttpMethod.POST) && (path.equals("/enhance") || path.equals("/jobs"));
    }

    /** The page and its files hold no secrets; neither does whether the service lives. */
    private static boolean isOpen(RoutingContext ctx) {
        return OPEN.contains(ctx.normalizedPath()) || Page.has(ctx.normalizedPath().substring(1));
    }

    private static Optional<String> presented(RoutingContext ctx) {
        String authorization = ctx.request().getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.of(authorization.substring(7).strip());
        }
        return Optional.ofNullable(ctx.request().getHeader("X-API-Key"));
    }

    /** Compares with every key, and each in constant time, so that time tells nothing. */
    private Optional<Caller> find(String key) {
        byte[] hash = sha256(key);
        Caller found = null;
        for (Known known : keys) {
            if (MessageDigest.isEqual(known.sha256(), hash)) {
                found = known.caller();
            }
        }
        return Optional.ofNullable(found);
    }

    private Optional<Caller> session(RoutingContext ctx) {
        return Optional.ofNullable(ctx.request().getCookie(COOKIE))
                .flatMap(cookie -> sessions.caller(cookie.getValue()));
    }

    private void logIn(RoutingContext ctx) {
        Caller caller = find(key(ctx))
                .orElseThrow(() -> new Refusal(new Problem(401, "no-key", "This is not a valid API key.")));
        ctx.response().addCookie(Cookie.cookie(COOKIE, sessions.open(caller)).setHttpOnly(true).setSecure(tls)
                .setSameSite(CookieSameSite.STRICT).setPath("/").setMaxAge(SESSION.toSeconds()));
        Answers.json(ctx, 200, Map.of("name", caller.name()));
    }

    private static String key(RoutingContext ctx) {
        try {
            byte[] body = ctx.body().buffer() == null ? new byte[0] : ctx.body().buffer().getBytes();
            return new ObjectMapper().readTree(body).path("key").asText("");
        } catch (IOException malformed) {
            throw new Refusal(Problem.badRequest("Send {\"key\": \"…\"} as JSON."));
        }
    }

    private void logOut(RoutingContext ctx) {
        Optional.ofNullable(ctx.request().getCookie(COOKIE)).ifPresent(cookie -> sessions.close(cookie.getValue()));
        ctx.response().removeCookie(COOKIE, true);
        ctx.response().setStatusCode(204);
        ctx.end();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have SHA-256
        }
    }
}
