package dev.loupe.web;

import dev.loupe.codec.Bytes;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.plan.Limits;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Takes in a body that is the picture itself: what is small stays in memory, everything else streams into a file, as
 * fast as the disk takes it, up to the limit.
 */
final class RawBody implements Handler<RoutingContext> {
    /**
     * So much a client may occupy of the heap while it sends; opening a file takes longer than a small picture does.
     */
    private static final int SMALL = 64 << 10;

    private final UploadFiles spool;

    RawBody(UploadFiles spool) {
        this.spool = spool;
    }

    static Problem tooLarge(Limits limits, long length) {
        return Problem.limit(413, "too-many-bytes", "The picture has " + megabytes(length) + "; the limit is "
                + limits.maxBytes() / 1_000_000 + ". Send a smaller one, or compress it more.",
                new Limit(Limits.MAX_BYTES, limits.maxBytes(), length));
    }

    /** @param length of a body, negative where it is not known */
    static String megabytes(long length) {
        return length < 0 ? "more bytes than allowed" : (length + 999_999) / 1_000_000 + " MB";
    }

    /** Tells a client that asks before it sends its body to send it. */
    static void invite(HttpServerRequest request) {
        if (request.headers().contains("Expect", "100-continue", true)) {
            request.response().writeContinue();
        }
    }

    @Override
    public void handle(RoutingContext ctx) {
        HttpServerRequest request = ctx.request();
        invite(request);
        Buffer beginning = Buffer.buffer();
        request.handler(Answers.failing(ctx, buffer -> {
            beginning.appendBuffer(buffer);
            if (beginning.length() > SMALL) {
                request.pause();
                spill(ctx, beginning);
            }
        }));
        request.exceptionHandler(gone -> {});
        request.endHandler(end -> arrived(ctx, new Bytes.InMemory(beginning.getBytes())));
    }

    private static void arrived(RoutingContext ctx, Bytes bytes) {
        if (!ctx.failed()) {
            ctx.put("parts", List.of(new Upload.Part("picture", bytes)));
            ctx.next();
        }
    }

    private void spill(RoutingContext ctx, Buffer beginning) {
        HttpServerRequest request = ctx.request();
        request.handler(none -> {}).endHandler(none -> {});
        spool.open(ctx, request, failure -> fail(ctx, failure)).onFailure(failure -> fail(ctx, failure))
                .onSuccess(Answers.failing(ctx, file -> {
                    request.handler(file);
                    request.endHandler(end -> file.end().onFailure(failure -> fail(ctx, failure))
                            .onSuccess(path -> arrived(ctx, new Bytes.InFile(path))));
                    file.handle(beginning);
                    request.resume();
                }));
    }

    private static void fail(RoutingContext ctx, Throwable failure) {
        if (!ctx.failed()) {
            ctx.fail(failure);
        }
    }
}
