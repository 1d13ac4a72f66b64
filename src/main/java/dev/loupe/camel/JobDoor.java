package dev.loupe.camel;

import dev.loupe.codec.Bytes;
import dev.loupe.codec.Codec;
import dev.loupe.codec.Header;
import dev.loupe.codec.ImageFormat;
import dev.loupe.job.Job;
import dev.loupe.job.JobState;
import dev.loupe.job.Jobs;
import dev.loupe.raster.Raster;
import dev.loupe.upscale.Option;
import dev.loupe.upscale.Options;
import dev.loupe.web.Caller;
import dev.loupe.web.Intake;
import dev.loupe.web.JobJson;
import dev.loupe.web.JobRequest;
import dev.loupe.web.JobResponses;
import dev.loupe.web.KeyGuard;
import dev.loupe.web.Problem;
import dev.loupe.web.Refusal;
import dev.loupe.web.Upload;
import dev.loupe.web.Visit;
import dev.loupe.web.Webhooks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Bean {@code jobs}: what HTTP asks of the jobs' desk. Thread-safe. */
public final class JobDoor {
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;
    private static final int STREAMED = 8 << 20;

    private final Jobs jobs;
    private final Intake intake;
    private final KeyGuard guard;
    private final Webhooks webhooks;
    private final Codec codec;
    private final Options defaults;
    private final JobJson json;

    JobDoor(Jobs jobs, Intake intake, KeyGuard guard, Webhooks webhooks, Codec codec, Options defaults) {
        this.jobs = jobs;
        this.intake = intake;
        this.guard = guard;
        this.webhooks = webhooks;
        this.codec = codec;
        this.defaults = defaults;
        this.json = new JobJson(jobs);
    }

    /** {@code POST /jobs}. */
    public void accept(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        Visit visit = intake.visit(message.getBody());
        exchange.setProperty(Enhance.VISIT, visit);
        visit.begin();
        JobRequest request = JobRequest.of(visit, message.getHeader("Idempotency-Key", String.class));
        check(request.options());
        request.terms().callback().ifPresent(webhooks::check);
        List<Jobs.Order> orders = new ArrayList<>();
        for (Upload.Part part : visit.upload().parts()) {
            orders.add(new Jobs.Order(part.name(), part.bytes(), picture(part)));
        }
        List<Job> accepted = jobs.accept(orders, request.terms(), request.idempotency(visit));
        visit.leave();
        answer(message, 202, Map.of("jobs", accepted.stream().map(json::of).toList()));
        if (!accepted.isEmpty()) {
            message.setHeader("Location", "/jobs/" + accepted.get(0).id());
        }
    }

    /** What cannot be read is refused now, not when the job's turn comes. */
    private void check(Map<Option, String> options) {
        Options checked = defaults;
        for (Map.Entry<Option, String> option : options.entrySet()) {
            checked = option.getKey().set(checked, option.getValue());
        }
    }

    private Job.Picture picture(Upload.Part part) throws IOException {
        Header header = codec.header(part.bytes(), part.name());
        return new Job.Picture(header.upright().width(), header.upright().height(),
                header.format().name().toLowerCase(Locale.ROOT), part.bytes().size());
    }

    /** {@code GET /jobs}. */
    public void list(Exchange exchange) {
        Message message = exchange.getMessage();
        int limit = number(message, "limit", PAGE, LARGEST_PAGE);
        long before = number(message, "before", Integer.MAX_VALUE, Integer.MAX_VALUE);
        Caller caller = guard.caller(message.getBody());
        Optional<String> owner = caller.equals(Caller.ANYBODY) ? Optional.empty() : Optional.of(caller.name());
        List<Job> found = jobs.list(owner, state(message.getHeader("state", String.class)), before, limit);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("jobs", found.stream().map(json::of).toList());
        body.put("next", found.size() < limit ? null : Long.toString(found.get(found.size() - 1).seq()));
        answer(message, 200, body);
    }

    private static int number(Message message, String name, int otherwise, int most) {
        String text = message.getHeader(name, String.class);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        if (!text.matches("[1-9]\\d{0,8}") || Integer.parseInt(text) > most) {
            throw new Refusal(Problem.badRequest("'" + name + "' is a whole number from 1 to " + most + "."));
        }
        return Integer.parseInt(text);
    }

    private static Optional<JobState> state(String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        for (JobState state : JobState.values()) {
            if (state.word().equals(text)) {
                return Optional.of(state);
            }
        }
        throw new Refusal(Problem.badRequest("'state' is one of queued, running, done, failed, cancelled, expired."));
    }

    /** {@code GET /jobs/{id}}. */
    public void get(Exchange exchange) {
        Job job = job(exchange);
        answer(exchange.getMessage(), 200, json.of(job));
    }

    /** {@code POST /jobs/{id}/cancel}. */
    public void cancel(Exchange exchange) {
        Job job = job(exchange);
        if (!jobs.cancel(job)) {
            throw new Refusal(new Problem(409, "not-active", "The job is " + job.state().word()
                    + "; only one that is queued or running can be cancelled."));
        }
        answer(exchange.getMessage(), 202, json.of(jobs.find(job.id()).orElse(job)));
    }

    /** {@code POST /jobs/{id}/retry}. */
    public void retry(Exchange exchange) {
        Job job = job(exchange);
        if (job.state() == JobState.EXPIRED) {
            throw new Refusal(JobResponses.expired());
        }
        if (job.owner().equals(Job.FOLDER)) {
            throw new Refusal(new Problem(409, "in-folder", "The picture came from the watched folder, and was set"
                    + " aside there. Move it from the folder of failed ones back into the inbox to try it again."));
        }
        if (!jobs.retry(job)) {
            throw new Refusal(new Problem(409, "not-failed", "The job is " + job.state().word()
                    + "; only one that failed or was cancelled can be tried again."));
        }
        answer(exchange.getMessage(), 202, json.of(jobs.find(job.id()).orElse(job)));
    }

    /** {@code DELETE /jobs/{id}}. */
    public void delete(Exchange exchange) {
        jobs.delete(job(exchange));
        Message message = exchange.getMessage();
        message.getHeaders().clear();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 204);
        message.setBody(null);
    }

    /** {@code GET /jobs/{id}/input}, in another format where one is asked for. */
    public void input(Exchange exchange) throws IOException {
        String wanted = exchange.getMessage().getHeader("format", String.class);
        Job job = job(exchange);
        if (job.state() == JobState.EXPIRED) {
            throw new Refusal(JobResponses.expired());
        }
        ImageFormat format = JobResponses.format(wanted, job.input().format());
        String name = format.name().toLowerCase(Locale.ROOT);
        Bytes picture = name.equals(job.input().format()) ? jobs.input(job)
                : converted(() -> codec.decode(jobs.input(job), job.name()).raster(), format);
        file(exchange.getMessage(), picture, name, JobResponses.fileName(job, name, ""));
    }

    /** {@code GET /jobs/{id}/result}, in another format where one is asked for. */
    public void result(Exchange exchange) throws IOException {
        String wanted = exchange.getMessage().getHeader("format", String.class);
        Job job = job(exchange);
        Job.Picture result = JobResponses.result(job);
        ImageFormat format = JobResponses.format(wanted, result.format());
        String name = format.name().toLowerCase(Locale.ROOT);
        Bytes picture = jobs.result(job, name).orElseGet(() -> convert(job, result.format(), format));
        file(exchange.getMessage(), picture, name, JobResponses.fileName(job, name, "-x"));
    }

    /** One at a time: a conversion takes as much heap as the work on a picture. */
    private synchronized Bytes convert(Job job, String from, ImageFormat to) {
        String name = to.name().toLowerCase(Locale.ROOT);
        return jobs.result(job, name).orElseGet(() -> {
            Bytes own = jobs.result(job, from).orElseThrow(() -> new Refusal(JobResponses.expired()));
            return jobs.keep(job, name, converted(() -> codec.decodeResult(own), to).read());
        });
    }

    private synchronized Bytes converted(Supplier<Raster> picture, ImageFormat to) {
        return new Bytes.InMemory(codec.encode(picture.get(), to, defaults.quality()).bytes());
    }

    private Job job(Exchange exchange) {
        String id = exchange.getMessage().getHeader("id", String.class);
        Caller caller = guard.caller(exchange.getMessage().getBody());
        return jobs.find(id).filter(job -> caller.maySee(job.owner()))
                .orElseThrow(() -> new Refusal(JobResponses.unknown()));
    }

    /** With its length where it is small; larger ones stream from the disk. */
    private static void file(Message message, Bytes picture, String format, String name) throws IOException {
        message.getHeaders().clear();
        message.setHeader(Exchange.CONTENT_TYPE, ImageFormat.named(format).orElseThrow().mediaType());
        message.setHeader("Content-Disposition", JobResponses.disposition(name));
        message.setBody(picture.size() < STREAMED ? picture.read() : picture.open());
    }

    private static void answer(Message message, int status, Object body) {
        message.getHeaders().clear();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(JobJson.bytes(body));
    }
}
