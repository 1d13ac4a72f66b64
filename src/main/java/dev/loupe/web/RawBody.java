package dev.loupe.web;

import dev.loupe.failure.Rejected.Limit;
import dev.loupe.plan.Limits;
import io.vertx.core.Handler;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.UUID;

/** Streams a body that is the picture itself into a file, as fast as the disk takes it, up to the limit. */
final class RawBody implements Handler<RoutingContext> {
    private final Path folder;
    private final Limits limits;

    RawBody(Path folder, Limits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    static Problem tooLarge(Limits limits, long length) {
        return Problem.limit(413, "too-many-bytes", "The picture has "
                + (length < 0 ? "more bytes than allowed" : (length + 999_999) / 1_000_000 + " MB") + "; the limit is "
                + limits.maxBytes() / 1_000_000 + ". Send a smaller one, or compress it more.",
                new Limit(Limits.MAX_BYTES, limits.maxBytes(), length));
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request().pause();
        if (request.headers().contains("Expect", "100-continue", true)) {
            ctx.response().writeContinue();
        }
        Path path = folder.resolve(UUID.randomUUID().toString());
        ctx.addEndHandler(ended -> ctx.vertx().fileSystem().delete(path.toString()));
        ctx.vertx().fileSystem().open(path.toString(), new OpenOptions().setCreateNew(true))
                .onSuccess(file -> receive(ctx, request, file, path))
                .onFailure(ctx::fail);
    }

    private void receive(RoutingContext ctx, HttpServerRequest request, AsyncFile file, Path path) {
        long[] received = {0};
        request.handler(buffer -> {
            received[0] += buffer.length();
            if (received[0] > limits.maxBytes()) {
                stop(ctx, request, file, new Refusal(tooLarge(limits, -1)));
                return;
            }
            file.write(buffer).onFailure(full -> stop(ctx, request, file, full));
            if (file.writeQueueFull()) {
                request.pause();
                file.drainHandler(drained -> request.resume());
            }
        });
        request.exceptionHandler(broken -> file.close());
        request.endHandler(end -> {
            request.exceptionHandler(goneLater -> {});
            file.close().onFailure(ctx::fail).onSuccess(closed -> {
                if (!ctx.failed()) {
                    ctx.put("part", new Upload.Part("picture", path, received[0]));
                    ctx.next();
                }
            });
        });
        request.resume();
    }

    private static void stop(RoutingContext ctx, HttpServerRequest request, AsyncFile file, Throwable why) {
        if (!ctx.failed()) {
            request.handler(rest -> {});
            request.endHandler(end -> {});
            request.exceptionHandler(broken -> {});
            file.close();
            ctx.fail(why);
        }
    }
}
