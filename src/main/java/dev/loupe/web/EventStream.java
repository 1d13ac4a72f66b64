package dev.loupe.web;

import dev.loupe.job.Job;
import dev.loupe.job.Jobs;
import io.vertx.core.Context;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code GET /jobs/{id}/events}: each change of a job as it happens, until it ends. Writes on the event loop only. */
public final class EventStream {
    private static final int MOST = 500;
    /** How often it looks by itself: at positions in the queue, and at what another process does. */
    private static final long LOOK_MILLIS = 1_000;
    private static final long HEARTBEAT_LOOKS = 15;

    private final Jobs jobs;
    private final JobJson json;
    private final AtomicInteger open = new AtomicInteger();

    public EventStream(Jobs jobs) {
        this.jobs = jobs;
        this.json = new JobJson(jobs);
    }

    public void on(Router router, int order) {
        router.get("/jobs/:id/events").order(order).handler(this::open);
    }

    private void open(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        Caller caller = KeyGuard.caller(ctx);
        ctx.vertx().executeBlocking(() -> jobs.find(id).filter(job -> caller.maySee(job.owner())), false)
                .onFailure(ctx::fail).onSuccess(Answers.failing(ctx, job -> open(ctx, id, job)));
    }

    private void open(RoutingContext ctx, String id, Optional<Job> job) {
        if (job.isEmpty()) {
            ctx.fail(new Refusal(JobResponses.unknown()));
        } else if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            ctx.fail(new Refusal(Problem.busy("There are " + MOST
                    + " event streams open already; ask for the job itself.")));
        } else if (ctx.response().closed()) {
            open.decrementAndGet();
        } else {
            new Stream(ctx, id).begin();
        }
    }

    /** One client that listens. All but {@code changed} happens on its event loop. */
    private final class Stream {
        private final RoutingContext ctx;
        private final String id;
        private final Context loop;
        private final Runnable changed = this::changed;
        private long timer;
        private long looks;
        private boolean looking;
        private boolean again;
        private String last = "";

        Stream(RoutingContext ctx, String id) {
            this.ctx = ctx;
            this.id = id;
            this.loop = ctx.vertx().getOrCreateContext();
        }

        void begin() {
            ctx.response().setChunked(true).putHeader("Content-Type", "text/event-stream")
                    .putHeader("X-Accel-Buffering", "no");
            jobs.events().listen(id, changed);
            timer = ctx.vertx().setPeriodic(LOOK_MILLIS, tick -> {
                if (++looks % HEARTBEAT_LOOKS == 0) {
                    ctx.response().write(": still here\n\n");
                }
                look();
            });
            ctx.addEndHandler(ended -> {
                jobs.events().forget(id, changed);
                ctx.vertx().cancelTimer(timer);
                open.decrementAndGet();
            });
            look();
        }

        private void changed() {
            loop.runOnContext(event -> look());
        }

        private void look() {
            if (looking) {
                again = true;
                return;
            }
            looking = true;
            ctx.vertx().executeBlocking(() -> jobs.find(id), false).onComplete(found -> {
                looking = false;
                if (ctx.response().closed() || ctx.response().ended()) {
                    return;
                }
                if (found.succeeded()) {
                    write(found.result());
                }
                if (again) {
                    again = false;
                    look();
                }
            });
        }

        private void write(Optional<Job> job) {
            if (job.isEmpty()) {
                ctx.end();
                return;
            }
            String text = new String(JobJson.bytes(json.of(job.get())), StandardCharsets.UTF_8);
            boolean slow = ctx.response().writeQueueFull();
            if (!text.equals(last) && !slow) {
                last = text;
                ctx.response().write("event: job\ndata: " + text + "\n\n");
            }
            if (!job.get().state().isActive()) {
                ctx.end();
            }
        }
    }
}
