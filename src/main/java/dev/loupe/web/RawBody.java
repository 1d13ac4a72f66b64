package dev.loupe.web;

import dev.loupe.codec.Bytes;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.plan.Limits;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Takes in a body that is the picture itself: what is small stays in memory, everything else streams into a file, as
 * fast as the disk takes it, up to the limit.
 */
final class RawBody implements Handler<RoutingContext> {
    /**
     * So much a client may occupy of the heap while it sends; opening a file takes longer than a small picture does.
     */
    private static final int SMALL = 64 << 10;

    private static final int PIECE = 256 << 10;

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
        HttpServerRequest request = ctx.request();
        if (request.headers().contains("Expect", "100-continue", true)) {
            ctx.response().writeContinue();
        }
        Buffer beginning = Buffer.buffer();
        request.handler(buffer -> {
            beginning.appendBuffer(buffer);
            if (beginning.length() > SMALL) {
                request.pause();
                spill(ctx, beginning);
            }
        });
        request.exceptionHandler(gone -> {});
        request.endHandler(end -> arrived(ctx, new Bytes.InMemory(beginning.getBytes())));
    }

    private static void arrived(RoutingContext ctx, Bytes bytes) {
        ctx.request().exceptionHandler(goneLater -> {});
        ctx.put("part", new Upload.Part("picture", bytes));
        ctx.next();
    }

    private void spill(RoutingContext ctx, Buffer beginning) {
        Path path = folder.resolve(UUID.randomUUID().toString());
        ctx.addEndHandler(ended -> ctx.vertx().fileSystem().delete(path.toString()));
        ctx.request().handler(none -> {}).endHandler(none -> {});
        ctx.vertx().fileSystem().open(path.toString(), new OpenOptions().setCreateNew(true))
                .onSuccess(file -> stream(ctx, file, path, beginning))
                .onFailure(ctx::fail);
    }

    private void stream(RoutingContext ctx, AsyncFile file, Path path, Buffer beginning) {
        HttpServerRequest request = ctx.request();
        Spill spill = new Spill(ctx, file, beginning);
        request.handler(spill);
        request.exceptionHandler(broken -> file.close());
        request.endHandler(end -> spill.end().onFailure(ctx::fail).onSuccess(closed -> {
            if (!ctx.failed()) {
                arrived(ctx, new Bytes.InFile(path));
            }
        }));
        request.resume();
    }

    /** Writes what comes in pieces that are worth a worker's while. */
    private final class Spill implements Handler<Buffer> {
        private final RoutingContext ctx;
        private final AsyncFile file;
        private Buffer waiting;
        private long received;

        Spill(RoutingContext ctx, AsyncFile file, Buffer beginning) {
            this.ctx = ctx;
            this.file = file;
            this.waiting = beginning;
            this.received = beginning.length();
        }

        @Override
        public void handle(Buffer buffer) {
            received += buffer.length();
            if (received > limits.maxBytes()) {
                stop(ctx, file, new Refusal(tooLarge(limits, -1)));
                return;
            }
            waiting.appendBuffer(buffer);
            if (waiting.length() >= PIECE) {
                write();
                if (file.writeQueueFull()) {
                    ctx.request().pause();
                    file.drainHandler(drained -> ctx.request().resume());
                }
            }
        }

        private void write() {
            file.write(waiting).onFailure(full -> stop(ctx, file, full));
            waiting = Buffer.buffer();
        }

        Future<Void> end() {
            write();
            return file.close();
        }
    }

    private static void stop(RoutingContext ctx, AsyncFile file, Throwable why) {
        if (!ctx.failed()) {
            HttpServerRequest request = ctx.request();
            request.handler(rest -> {});
            request.endHandler(end -> {});
            request.exceptionHandler(broken -> {});
            file.close();
            ctx.fail(why);
        }
    }
}
