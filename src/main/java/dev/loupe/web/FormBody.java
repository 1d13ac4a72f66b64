package dev.loupe.web;

import dev.loupe.codec.Bytes;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.settings.HttpSettings;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooManyFormFieldsException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes in a form: its pictures stream into files as they come, and are the request's {@code parts}. */
final class FormBody implements Handler<RoutingContext> {
    /** What a form may hold beside its pictures, in bytes. */
    static final long EXTRA = 64 << 10;
    private static final int MOST_PICTURES = 100;
    private static final Pattern BOUNDARY = Pattern.compile("(?i);\\s*boundary=\"?([^\";]+)\"?");
    /** What may follow the last boundary, in bytes: a line break, mostly. */
    private static final int EPILOGUE = 64;

    private final HttpSettings settings;
    private final UploadFiles spool;

    FormBody(HttpSettings settings, UploadFiles spool) {
        this.settings = settings;
        this.spool = spool;
    }

    static Problem tooLarge(HttpSettings settings, long length) {
        return Problem.limit(413, "too-many-bytes", "The form has " + RawBody.megabytes(length) + "; the limit is "
                + settings.maxUpload() / 1_000_000 + ". Send fewer pictures at once.",
                new Limit(HttpSettings.MAX_UPLOAD, settings.maxUpload(), length));
    }

    @Override
    public void handle(RoutingContext ctx) {
        Form form = new Form(ctx);
        RawBody.invite(ctx.request());
        ctx.request().setExpectMultipart(true);
        form.read();
    }

    /** One form on its way in. */
    private final class Form {
        private final RoutingContext ctx;
        private final List<Future<Upload.Part>> parts = new ArrayList<>();
        private final String end;
        private long received;
        private Buffer tail = Buffer.buffer();
        private boolean stopped;

        Form(RoutingContext ctx) {
            this.ctx = ctx;
            Matcher named = BOUNDARY.matcher(ctx.request().getHeader("Content-Type"));
            if (!named.find()) {
                throw new Refusal(Problem.badRequest("The form's Content-Type names no boundary."));
            }
            this.end = "--" + named.group(1).strip() + "--";
        }

        void read() {
            HttpServerRequest request = ctx.request();
            request.handler(this::count);
            request.uploadHandler(Answers.failing(ctx, this::take));
            request.exceptionHandler(this::broken);
            request.endHandler(end -> complete());
        }

        private void count(Buffer buffer) {
            received += buffer.length();
            tail = last(tail.appendBuffer(last(buffer)));
            if (received > settings.maxUpload() + EXTRA) {
                stop(new Refusal(tooLarge(settings, -1)));
            }
        }

        private Buffer last(Buffer buffer) {
            return buffer.getBuffer(Math.max(0, buffer.length() - end.length() - EPILOGUE), buffer.length());
        }

        private void take(HttpServerFileUpload upload) {
            if (!stopped) {
                fault(upload).ifPresentOrElse(fault -> stop(new Refusal(Problem.badRequest(fault))), () -> {
                    upload.pause();
                    parts.add(spool.open(ctx, upload, this::stop).compose(file -> written(upload, file))
                            .map(bytes -> new Upload.Part(Intake.plainName(upload.filename()), bytes))
                            .onFailure(this::stop));
                });
            }
        }

        private Optional<String> fault(HttpServerFileUpload upload) {
            if (!"image".equals(upload.name())) {
                return Optional.of("The form's file is called '" + upload.name() + "'; pictures are called 'image'.");
            }
            return parts.size() < MOST_PICTURES ? Optional.empty() : Optional.of("There are more than "
                    + MOST_PICTURES + " pictures in the form. Send at most " + MOST_PICTURES + " at once.");
        }

        private Future<Bytes> written(HttpServerFileUpload upload, UploadFiles.Writing file) {
            Promise<Void> read = Promise.promise();
            upload.handler(file).endHandler(end -> read.tryComplete()).resume();
            return read.future().compose(end -> file.end()).map(Bytes.InFile::new);
        }

        private void broken(Throwable failure) {
            String fault = failure instanceof TooManyFormFieldsException
                    ? "There are more than " + HttpServerOptions.DEFAULT_MAX_FORM_FIELDS
                            + " fields and pictures in the form. Send fewer."
                    : "The form is malformed (" + failure.getMessage() + ").";
            stop(failure instanceof DecoderException ? new Refusal(Problem.badRequest(fault)) : failure);
        }

        /** The decoder says nothing where a form ends in the middle of a picture, and waits for the rest. */
        private void complete() {
            if (!tail.toString(StandardCharsets.ISO_8859_1).contains(end)) {
                stop(new Refusal(Problem.badRequest("The form ends too early: its last boundary is missing.")));
            }
            Future.all(parts).onSuccess(all -> arrived()).onFailure(this::stop);
        }

        private void arrived() {
            if (!stopped) {
                ctx.put("parts", parts.stream().map(Future::result).toList());
                ctx.next();
            }
        }

        private void stop(Throwable failure) {
            if (!stopped) {
                stopped = true;
                ctx.fail(failure);
            }
        }
    }
}
