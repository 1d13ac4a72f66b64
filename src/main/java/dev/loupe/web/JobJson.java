package dev.loupe.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.failure.Failed;
import dev.loupe.failure.LoupeException;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.job.Job;
import dev.loupe.job.Jobs;
import dev.loupe.upscale.Report;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A job as clients see it. Thread-safe. */
public final class JobJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Jobs jobs;

    public JobJson(Jobs jobs) {
        this.jobs = jobs;
    }

    public Map<String, Object> of(Job job) {
        JsonNode report = read(job.report());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", job.id());
        json.put("name", job.name());
        json.put("source", job.owner().equals(Job.FOLDER) ? "folder" : "http");
        json.put("state", job.state().word());
        json.put("priority", job.lane().name().toLowerCase(Locale.ROOT));
        json.put("created", job.times().created().toString());
        json.put("started", text(job.times().started()));
        json.put("finished", text(job.times().finished()));
        json.put("position", job.position().orElse(null));
        json.put("progress", Math.round(jobs.progress(job) * 1000) / 1000.0);
        json.put("eta_seconds", jobs.eta(job).isPresent() ? Math.round(jobs.eta(job).orElse(0) * 10) / 10.0 : null);
        json.put("options", job.options());
        json.put("input", picture(job.input()));
        json.put("result", job.result().map(JobJson::picture).orElse(null));
        for (String name : new String[] {"model", "scale", "engine", "device", "precision"}) {
            json.put(name, report.get(name));
        }
        json.put("milliseconds", milliseconds(job, report));
        json.put("notes", report.path("notes").isArray() ? report.get("notes") : JSON.createArrayNode());
        json.put("error", job.error() == null ? null : read(job.error()));
        json.put("links", links(job.id()));
        return json;
    }

    private static String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }

    private static Map<String, Object> picture(Job.Picture picture) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("width", picture.width());
        json.put("height", picture.height());
        json.put("format", picture.format());
        json.put("bytes", picture.bytes());
        return json;
    }

    /** The report's times, where waiting means the job's queue as well as the engine's. */
    private static Map<String, Object> milliseconds(Job job, JsonNode report) {
        if (!report.path("milliseconds").isObject()) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        report.get("milliseconds").properties().forEach(stage -> json.put(stage.getKey(), stage.getValue().asLong()));
        long queued = Duration.between(job.times().created(), job.times().started().orElse(job.times().created()))
                .toMillis();
        json.merge("queue", queued, (engine, queue) -> (Long) engine + (Long) queue);
        return json;
    }

    private static Map<String, String> links(String id) {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("self", "/jobs/" + id);
        links.put("result", "/jobs/" + id + "/result");
        links.put("input", "/jobs/" + id + "/input");
        links.put("events", "/jobs/" + id + "/events");
        return links;
    }

    /** What was done to a picture, to be kept in the table. */
    public static String report(Report report) {
        return new String(bytes(Reports.json(report)), StandardCharsets.UTF_8);
    }

    /** Why a job failed, to be kept in the table. */
    public static String error(Throwable failure, String reference, int attempts) {
        Problem problem = Problem.of(failure, reference);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reason", problem.reason());
        json.put("title", problem.title());
        json.put("detail", problem.detail().substring(0, Math.min(problem.detail().length(), 2_000)));
        json.put("limit_key", problem.limit().map(limit -> limit.key()).orElse(null));
        json.put("limit", problem.limit().map(limit -> limit.allowed()).orElse(null));
        json.put("actual", problem.limit().map(limit -> limit.actual()).orElse(null));
        json.put("attempts", attempts);
        return new String(bytes(json), StandardCharsets.UTF_8);
    }

    public static byte[] bytes(Object json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // texts, numbers and maps can always be written
        }
    }

    /** The failure an error in the table tells of. */
    public static LoupeException failure(String error) {
        JsonNode json = read(error);
        String reason = json.path("reason").asText().toUpperCase(Locale.ROOT).replace('-', '_');
        String detail = json.path("detail").asText();
        Optional<Reason> rejected = Arrays.stream(Reason.values()).filter(r -> r.name().equals(reason)).findFirst();
        if (rejected.isEmpty()) {
            return new Failed(detail);
        }
        return json.path("limit_key").isTextual()
                ? new Rejected(rejected.get(), detail, new Limit(json.get("limit_key").asText(),
                        json.path("limit").asLong(), json.path("actual").asLong()))
                : new Rejected(rejected.get(), detail);
    }

    /** How often it was tried. */
    public static int attempts(String error) {
        return read(error).path("attempts").asInt(1);
    }

    private static JsonNode read(String json) {
        try {
            return json == null ? JSON.createObjectNode() : JSON.readTree(json);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the table holds what is not JSON", broken);
        }
    }
}
