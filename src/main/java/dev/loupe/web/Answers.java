package dev.loupe.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes answers from the event loop. */
final class Answers {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final long LINGER_MILLIS = 1_000;

    private Answers() {}

    /** For what Vert.x calls later: what it throws would only be logged, and the request never answered. */
    static <T> Handler<T> failing(RoutingContext ctx, Handler<T> handler) {
        return event -> {
            try {
                handler.handle(event);
            } catch (RuntimeException | Error failure) {
                ctx.fail(failure);
            }
        };
    }

    static void json(RoutingContext ctx, int status, Object body) {
        try {
            ctx.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            ctx.end(Buffer.buffer(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException(unwritable); // records, maps, texts and numbers can always be written
        }
    }

    static void problem(RoutingContext ctx, Problem problem) {
        if (ctx.response().ended() || ctx.response().closed()) {
            return;
        }
        if (ctx.response().headWritten()) {
            ctx.response().reset(); // half an answer must not look like a whole one
            return;
        }
        if (!ctx.request().isEnded()) {
            // what is still to come of the body is not read: the connection cannot be used again
            ctx.response().putHeader(HttpHeaders.CONNECTION, "close");
            ctx.addEndHandler(answered -> closeSoon(ctx));
        }
        if (problem.retryAfter() > 0) {
            ctx.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfter()));
        }
        ctx.response().setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        ctx.end(Buffer.buffer(problem.json()));
    }

    /** Lets the client read its answer before the connection is closed under what it is still sending. */
    private static void closeSoon(RoutingContext ctx) {
        ctx.request().resume();
        ctx.vertx().setTimer(LINGER_MILLIS, fired -> ctx.request().connection().close());
    }

    /**
     * Answers whatever went wrong while a request was on its way, with {@code reference} in the log where it is our
     * fault.
     */
    static void failure(RoutingContext ctx, String reference) {
        Throwable failure = ctx.failure();
        if (ctx.response().closed() || failure instanceof HttpClosedException) {
            return; // the client went away in the middle: there is nobody to answer
        }
        Problem problem = Optional.ofNullable(failure)
                .filter(Refusal.class::isInstance)
                .map(refusal -> ((Refusal) refusal).problem())
                .orElseGet(() -> byStatus(ctx, failure, reference));
        if (problem.status() == 500) {
            log.error("{} {} {} failed", reference, ctx.request().method(), ctx.normalizedPath(), failure);
        }
        problem(ctx, problem);
    }

    private static Problem byStatus(RoutingContext ctx, Throwable failure, String reference) {
        return switch (ctx.statusCode()) {
            case 400 -> Problem.badRequest(
                    "The request cannot be understood: its path, its headers or its form are malformed.");
            case 413 -> new Problem(413, "too-many-bytes", "The request is larger than this path takes.");
            default -> failure == null
                    ? new Problem(ctx.statusCode() < 400 ? 500 : ctx.statusCode(), "refused",
                            "The request was refused.")
                    : Problem.of(failure, reference);
        };
    }
}
