package dev.loupe.web;

import dev.loupe.failure.Rejected.Limit;
import dev.loupe.plan.Limits;
import dev.loupe.settings.HttpSettings;
import dev.loupe.store.DiskReserve;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The folder that bodies are written to while they arrive. Each file is deleted when its request ends, however that
 * happens, unless it was moved away. On the request's event loop only.
 */
final class UploadFiles {
    private static final int PIECE = 256 << 10;

    private final Path folder;
    private final Limits limits;
    private final DiskReserve reserve;

    UploadFiles(Path folder, Limits limits, DiskReserve reserve) {
        this.folder = folder;
        this.limits = limits;
        this.reserve = reserve;
    }

    /** @throws Refusal (507) where so many bytes more do not fit on a disk */
    void requireRoom(long bytes) {
        if (!reserve.leaves(bytes)) {
            throw new Refusal(Problem.limit(507, "disk-full",
                    "The service's disk is nearly full. Try again once its operator has made room.",
                    new Limit(HttpSettings.DISK_RESERVE, reserve.reserve(), reserve.free())));
        }
    }

    /** Files are opened, written and deleted in the order of these calls: the deletion is always the last. */
    private Path file(RoutingContext ctx) {
        Path path = folder.resolve(UUID.randomUUID().toString());
        ctx.addEndHandler(ended -> ctx.vertx().fileSystem().delete(path.toString()));
        return path;
    }

    /** Writes a picture that is on the heap. */
    Future<Path> write(RoutingContext ctx, byte[] picture) {
        Path path = file(ctx);
        return ctx.vertx().fileSystem().writeFile(path.toString(), Buffer.buffer(picture)).map(path)
                .recover(this::unwritable);
    }

    /**
     * Opens a file for a stream that waits. The caller sets it as the stream's handler and resumes that.
     *
     * @param failed called where the file cannot be written, or the stream is longer than a picture may be
     */
    Future<Writing> open(RoutingContext ctx, ReadStream<Buffer> source, Handler<Throwable> failed) {
        Path path = file(ctx);
        return ctx.vertx().fileSystem().open(path.toString(), new OpenOptions().setCreateNew(true)).map(file -> {
            Writing writing = new Writing(file, path, source, failed);
            if (ctx.response().closed()) {
                writing.close();
            } else {
                ctx.addEndHandler(ended -> writing.close());
            }
            return writing;
        }).recover(this::unwritable);
    }

    private <T> Future<T> unwritable(Throwable failure) {
        try {
            requireRoom(PIECE);
            return Future.failedFuture(failure);
        } catch (Refusal full) {
            return Future.failedFuture(full);
        }
    }

    /** Writes what arrives, in pieces that are worth a worker's while, as fast as the disk takes it. */
    final class Writing implements Handler<Buffer> {
        private final AsyncFile file;
        private final Path path;
        private final ReadStream<Buffer> source;
        private final Handler<Throwable> failed;
        private Buffer waiting = Buffer.buffer();
        private long received;
        private boolean closed;

        private Writing(AsyncFile file, Path path, ReadStream<Buffer> source, Handler<Throwable> failed) {
            this.file = file;
            this.path = path;
            this.source = source;
            this.failed = failed;
        }

        @Override
        public void handle(Buffer buffer) {
            received += buffer.length();
            if (closed) {
                return;
            }
            if (received > limits.maxBytes()) {
                close();
                failed.handle(new Refusal(RawBody.tooLarge(limits, -1)));
                return;
            }
            waiting.appendBuffer(buffer);
            if (waiting.length() >= PIECE) {
                write().onFailure(failed);
                if (file.writeQueueFull()) {
                    source.pause();
                    file.drainHandler(drained -> source.resume());
                }
            }
        }

        private Future<Void> write() {
            Buffer piece = waiting;
            waiting = Buffer.buffer();
            return file.write(piece).recover(UploadFiles.this::unwritable);
        }

        /** The whole file, once it is written. */
        Future<Path> end() {
            if (closed) {
                return Future.failedFuture("closed before its end");
            }
            return write().compose(written -> close()).map(path);
        }

        /** Drops what still arrives. A file that is closed a second time throws. */
        private Future<Void> close() {
            if (closed) {
                return Future.succeededFuture();
            }
            closed = true;
            source.resume();
            return file.close();
        }
    }
}
