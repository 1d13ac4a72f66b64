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
import io.vertx.ext.web.FileUpload;
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
    /** What a form may hold beside its pictures, in bytes. */
    private static final long FORM_EXTRA = 64 << 10;

    private final HttpSettings settings;
    private final Limits limits;
    private final DiskReserve reserve;
    private final Path folder;
    private final Handler<RoutingContext> form;
    private final Handler<RoutingContext> json;
    private final RawBody raw;
    private final Map<HttpServerRequest, Visit> visits = new ConcurrentHashMap<>();

    /**
     * @param reserve of the disk that the folder is on
     * @param folder where bodies are kept while they are worked on; must exist
     */
    public Intake(HttpSettings settings, Limits limits, DiskReserve reserve, Path folder) {
        this.settings = settings;
        this.limits = limits;
        this.reserve = reserve;
        this.folder = folder;
        this.form = BodyHandler.create(folder.toString()).setBodyLimit(settings.maxUpload() + FORM_EXTRA)
                .setMergeFormAttributes(false).setDeleteUploadedFilesOnEnd(true);
        this.json = BodyHandler.create(false).setBodyLimit(settings.maxJson());
        this.raw = new RawBody(folder, limits);
    }

    /** Puts itself before the routes on a path; {@code gate} lets through what has arrived. */
    public void on(Router router, int order, String path, Gate gate) {
        Route route = router.route(HttpMethod.POST, path).order(order);
        route.handler(this::check);
        route.handler(this::read);
        route.handler(this::understand);
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
        requireAllowed(KeyGuard.caller(ctx), length - FORM_EXTRA);
        if (!reserve.leaves(Math.max(0, length))) {
            Limit limit = new Limit(HttpSettings.DISK_RESERVE, settings.diskReserve(), reserve.free());
            throw new Refusal(Problem.limit(507, "disk-full",
                    "The service's disk is nearly full. Try again once its operator has made room.", limit));
        }
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
            case FORM -> settings.maxUpload() + FORM_EXTRA;
            case JSON -> settings.maxJson();
            case RAW -> limits.maxBytes();
        };
    }

    private Problem tooLarge(BodyKind kind, long length) {
        String megabytes = length < 0 ? "more bytes than allowed" : (length + 999_999) / 1_000_000 + " MB";
        return switch (kind) {
            case JSON -> Problem.limit(413, "too-many-bytes", "The JSON has " + megabytes + "; the limit is "
                    + settings.maxJson() / 1_000_000
                    + ". Send the picture itself as the body, with Content-Type: image/jpeg"
                    + " or whatever it is, up to " + limits.maxBytes() / 1_000_000 + " MB.",
                    new Limit(HttpSettings.MAX_JSON, settings.maxJson(), length));
            case FORM -> Problem.limit(413, "too-many-bytes", "The form has " + megabytes + "; the limit is "
                    + settings.maxUpload() / 1_000_000 + ". Send fewer pictures at once.",
                    new Limit(HttpSettings.MAX_UPLOAD, settings.maxUpload(), length));
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
            case FORM -> arrived(ctx, new Upload(parts(ctx), put(fields, ctx.request().formAttributes())));
            case RAW -> arrived(ctx, new Upload(List.of(ctx.<Upload.Part>get("part")), fields));
            case JSON -> ctx.vertx().executeBlocking(() -> JsonBody.read(ctx.body().buffer(), fields, folder), false)
                    .onSuccess(upload -> arrived(ctx, upload)).onFailure(ctx::fail);
        }
    }

    private List<Upload.Part> parts(RoutingContext ctx) {
        return ctx.fileUploads().stream().map(this::part).toList();
    }

    private Upload.Part part(FileUpload file) {
        if (!file.name().equals("image")) {
            throw new Refusal(Problem.badRequest("The form's file is called '" + file.name()
                    + "'; pictures are called 'image'."));
        }
        if (file.size() > limits.maxBytes()) {
            throw new Refusal(RawBody.tooLarge(limits, file.size()));
        }
        return new Upload.Part(plainName(file.fileName()), new Bytes.InFile(Path.of(file.uploadedFileName())));
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

    private void arrived(RoutingContext ctx, Upload upload) {
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
            upload.parts().forEach(part -> delete(ctx, part.bytes()));
        });
        ctx.put("visit", visit);
        ctx.next();
    }

    /** One that became a job's is not there any more. */
    private static void delete(RoutingContext ctx, Bytes bytes) {
        if (bytes instanceof Bytes.InFile in) {
            ctx.vertx().fileSystem().delete(in.file().toString());
        }
    }

    private static void pass(RoutingContext ctx, Gate gate) {
        gate.pass(ctx.vertx(), ctx.get("visit"), ctx::next, () -> ctx.fail(new Refusal(Problem.busy(
                "As many pictures as fit are being worked on. Try again in a few seconds, or send it to /jobs, which"
                        + " keeps it until its turn comes."))));
    }
}
