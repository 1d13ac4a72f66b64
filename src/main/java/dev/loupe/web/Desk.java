package dev.loupe.web;

import dev.loupe.failure.LoupeException;
import dev.loupe.source.Sources;
import dev.loupe.work.Line;
import dev.loupe.work.Totals;
import dev.loupe.work.WorkHistory;
import dev.loupe.work.WorkItem.State;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the commands {@code history}, {@code check} and {@code report} ask a running service, and how sources are
 * steered, on the management port: for programs on this machine alone, and not for pages in a browser.
 */
public final class Desk {
    private static final int MOST = 1_000;

    private final WorkHistory history;
    private final Sources sources;

    public Desk(WorkHistory history, Sources sources) {
        this.history = history;
        this.sources = sources;
    }

    public void on(Router router) {
        router.get("/sources").blockingHandler(guarded(ctx -> history.totals(Instant.EPOCH).stream()
                .map(Totals::source).toList()));
        router.get("/history").blockingHandler(guarded(this::lines));
        router.post("/history/retry").blockingHandler(guarded(this::retry));
        router.get("/sources/standing").blockingHandler(guarded(ctx -> sources.standing()));
        router.post("/sources/check").blockingHandler(guarded(ctx -> sources.check(source(ctx).orElse(""))));
        router.post("/sources/pause").blockingHandler(guarded(ctx -> sources.pause(source(ctx).orElse(""))));
        router.post("/sources/resume").blockingHandler(guarded(ctx -> sources.resume(source(ctx).orElse(""))));
    }

    private List<Line> lines(RoutingContext ctx) {
        Optional<State> state = ctx.queryParam("failed").contains("true") ? Optional.of(State.FAILED)
                : Optional.empty();
        return history.list(source(ctx), state, number(ctx, "before", Long.MAX_VALUE),
                (int) number(ctx, "limit", MOST)).stream()
                .map(Line::of).toList();
    }

    private Object retry(RoutingContext ctx) {
        return ctx.queryParam("failed").contains("true")
                ? history.retryFailed(source(ctx))
                : ctx.queryParam("id").stream().filter(id -> history.retry(Long.parseLong(id))).count();
    }

    private static Optional<String> source(RoutingContext ctx) {
        return ctx.queryParam("source").stream().filter(name -> !name.isEmpty()).findFirst();
    }

    private static long number(RoutingContext ctx, String name, long most) {
        return ctx.queryParam(name).stream().findFirst().map(Long::parseLong)
                .filter(value -> value >= 0 && value <= most).orElse(most);
    }

    /** A browser says where its page is from; another machine has another address. */
    private static Handler<RoutingContext> guarded(Function<RoutingContext, Object> work) {
        return ctx -> {
            boolean here = ctx.request().remoteAddress().host().equals(ctx.request().localAddress().host());
            if (!here || ctx.request().getHeader("Origin") != null
                    || ctx.request().getHeader("Sec-Fetch-Site") != null) {
                Answers.json(ctx, 403, Map.of("detail", "This is for commands on the service's own machine."));
                return;
            }
            try {
                Answers.json(ctx, 200, work.apply(ctx));
            } catch (NumberFormatException wrong) {
                Answers.json(ctx, 400, Map.of("detail", "That is not a number: " + wrong.getMessage()));
            } catch (LoupeException refused) {
                Answers.json(ctx, 409, Map.of("detail", refused.getMessage()));
            }
        };
    }
}
