package dev.loupe.web;

import dev.loupe.codec.Bytes;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.plan.Limits;
import dev.loupe.settings.HttpSettings;
import dev.loupe.store.DiskReserve;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes requests with pictures in, on the event loop and into files, so that neither a large nor a slow one costs heap
 * or a thread; only what has arrived completely goes on to its route. Safe for several threads.
 */
public final class Intake {
    private final HttpSettings settings;
    private final Limits limits;
    private final UploadFiles spool;
    private final FormBody form;
    private final Handler<RoutingContext> json;
    private final RawBody raw;
    private final Map<HttpServerRequest, Visit> visits = new ConcurrentHashMap<>();

    /**
     * @param reserve of the disks that are written to
     * @param folder where bodies are kept while they are worked on; must exist
     */
    public Intake(HttpSettings settings, Limits limits, DiskReserve reserve, Path folder) {
        this.settings = settings;
        this.limits = limits;
        this.spool = new UploadFiles(folder, limits, reserve);
        this.form = new FormBody(settings, spool);
        this.json = BodyHandler.create(false).setBodyLimit(settings.maxJson());
        this.raw = new RawBody(spool);
    }

    /** Puts itself before the routes on a path; {@code gate} lets through what has arrived. */
    public void on(Router router, int order, String path, Gate gate) {
        Route route = router.route(HttpMethod.POST, path).order(order);
        route.handler(this::check);
        route.handler(this::read);
        route.handler(this::understand);
        route.handler(this::admit);
        route.handler(ctx -> pass(ctx, gate));
        route.failureHandler(this::explainSize);
    }

    /** The visit behind a request that came through; the route that asks has it from now on. */
    public Visit visit(Object request) {
        Visit visit = request instanceof HttpServerRequest ? visits.get(request) : null;
        if (visit == null) {
            throw new IllegalStateException("this path has no intake");
        }
        return visit;
    }

    private void check(RoutingContext ctx) {
        BodyKind kind = BodyKind.of(ctx.request().getHeader("Content-Type"));
        long length = length(ctx);
        if (length > room(kind)) {
            throw new Refusal(tooLarge(kind, length));
        }
        if (kind == BodyKind.RAW) {
            requireAllowed(KeyGuard.caller(ctx), length);
        }
        spool.requireRoom(Math.max(0, length));
        ctx.put("kind", kind);
        ctx.next();
    }

    private static void requireAllowed(Caller caller, long bytes) {
        if (caller.maxBytes() > 0 && bytes > caller.maxBytes()) {
            throw new Refusal(Problem.limit(413, "too-many-bytes",
                    "The picture has " + bytes + " bytes; this API key may send "
                    + caller.maxBytes() + ".", new Limit(KeyGuard.KEYS, caller.maxBytes(), bytes)));
        }
    }

    private static long length(RoutingContext ctx) {
        String length = ctx.request().getHeader("Content-Length");
        return length == null ? -1 : Long.parseLong(length); // the server has refused what is no number
    }

    private long room(BodyKind kind) {
        return switch (kind) {
            case FORM -> settings.maxUpload() + FormBody.EXTRA;
            case JSON -> settings.maxJson();
            case RAW -> limits.maxBytes();
        };
    }

    private Problem tooLarge(BodyKind kind, long length) {
        return switch (kind) {
            case JSON -> JsonBody.tooLarge(settings, limits, length);
            case FORM -> FormBody.tooLarge(settings, length);
            case RAW -> RawBody.tooLarge(limits, length);
        };
    }

    /** The server's own body handler knows that there was too much, not which limit it was. */
    private void explainSize(RoutingContext ctx) {
        if (ctx.statusCode() == 413 && ctx.get("kind") != null) {
            Answers.problem(ctx, tooLarge(ctx.get("kind"), -1));
        } else {
            ctx.next();
        }
    }

    private void read(RoutingContext ctx) {
        switch (ctx.<BodyKind>get("kind")) {
            case FORM -> form.handle(ctx);
            case JSON -> json.handle(ctx);
            case RAW -> raw.handle(ctx);
        }
    }

    private void understand(RoutingContext ctx) {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, ctx.queryParams());
        switch (ctx.<BodyKind>get("kind")) {
            case FORM -> arrived(ctx, ctx.get("parts"), put(fields, ctx.request().formAttributes()));
            case RAW -> arrived(ctx, ctx.get("parts"), fields);
            case JSON -> ctx.vertx().executeBlocking(() -> JsonBody.read(ctx.body().buffer(), fields), false)
                    .onFailure(ctx::fail).onSuccess(Answers.failing(ctx, picture -> keep(ctx, picture, fields)));
        }
    }

    /** Of a client that has gone nothing is kept: its files have been deleted already. */
    private void keep(RoutingContext ctx, byte[] picture, Map<String, String> fields) {
        if (picture.length == 0) {
            arrived(ctx, List.of(), fields);
        } else if (!ctx.response().closed()) {
            spool.write(ctx, picture).onFailure(ctx::fail).onSuccess(file ->
                    arrived(ctx, List.of(new Upload.Part("picture", new Bytes.InFile(file))), fields));
        }
    }

    private static void arrived(RoutingContext ctx, List<Upload.Part> parts, Map<String, String> fields) {
        ctx.put("upload", new Upload(parts, fields));
        ctx.next();
    }

    /** A sender's name without folders and control characters, for people to read; never used as a path. */
    static String plainName(String name) {
        String plain = name == null ? "" : name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cntrl}", "").strip();
        return plain.isEmpty() ? "picture" : plain.substring(0, Math.min(plain.length(), 200));
    }

    private static Map<String, String> put(Map<String, String> fields, MultiMap more) {
        more.forEach(entry -> fields.put(entry.getKey(), entry.getValue()));
        return fields;
    }

    private void admit(RoutingContext ctx) {
        Upload upload = ctx.get("upload");
        if (upload.parts().isEmpty() || upload.parts().stream().anyMatch(part -> part.bytes().size() == 0)) {
            throw new Refusal(Problem.badRequest("There is no picture in the request. Send it as the form's file"
                    + " 'image', as the body itself with Content-Type: image/…, or as"
                    + " JSON {\"image\": \"<base64>\"}."));
        }
        Caller caller = KeyGuard.caller(ctx);
        upload.parts().forEach(part -> requireAllowed(caller, part.bytes().size()));
        Visit visit = new Visit(upload, caller);
        visits.put(ctx.request(), visit);
        ctx.addEndHandler(ended -> {
            visits.remove(ctx.request());
            visit.gone();
        });
        ctx.put("visit", visit);
        ctx.next();
    }

    private static void pass(RoutingContext ctx, Gate gate) {
        gate.pass(ctx.vertx(), ctx.get("visit"), ctx::next, () -> ctx.fail(new Refusal(Problem.busy(
                "As many pictures as fit are being worked on. Try again in a few seconds, or send it to /jobs, which"
                        + " keeps it until its turn comes."))));
    }
}
