package dev.loupe.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The page and its files, out of the class path and nowhere else. Safe for several threads. */
public final class Page {
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "json", "application/json",
            "webmanifest", "application/manifest+json");

    private record Asset(Buffer bytes, String mediaType, String tag) {}

    private final Map<String, Asset> assets = new ConcurrentHashMap<>();

    public void on(Router router, int order) {
        router.get("/").order(order).handler(ctx -> serve(ctx, "index.html"));
        // one plain name: no folder above or below can be reached
        router.getWithRegex("/([A-Za-z0-9_-]+\\.[a-z]+)").order(order)
                .handler(ctx -> serve(ctx, ctx.pathParam("param0")));
    }

    private void serve(RoutingContext ctx, String name) {
        Optional<Asset> found = asset(name);
        if (found.isEmpty()) {
            ctx.next();
            return;
        }
        Asset asset = found.get();
        ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(HttpHeaders.ETAG, asset.tag())
                .putHeader(HttpHeaders.CONTENT_TYPE, asset.mediaType());
        if (asset.tag().equals(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            ctx.response().setStatusCode(304);
            ctx.end();
        } else {
            ctx.end(asset.bytes());
        }
    }

    /** Whether a plain name is that of one of the page's files. */
    static boolean has(String name) {
        return name.matches("[A-Za-z0-9_-]+\\.[a-z]+")
                && MEDIA_TYPES.containsKey(name.substring(name.lastIndexOf('.') + 1));
    }

    private Optional<Asset> asset(String name) {
        String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (mediaType == null) {
            return Optional.empty(); // classes lie in the same folder
        }
        return Optional.ofNullable(assets.computeIfAbsent(name, file -> load(file, mediaType)));
    }

    private static Asset load(String name, String mediaType) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new Asset(Buffer.buffer(bytes), mediaType, '"' + hash.substring(0, 20) + '"');
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have SHA-256
        }
    }
}
