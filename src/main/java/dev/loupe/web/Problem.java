package dev.loupe.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.failure.Busy;
import dev.loupe.failure.Cancelled;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Stopped;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.job.Conflict;
import dev.loupe.job.Full;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Why a request was not answered as wished, as RFC 9457 writes it.
 *
 * @param status HTTP's code
 * @param reason one word a program can act on, also the last part of {@code type}
 * @param detail a sentence a person can act on
 * @param limit the limit that was passed
 * @param retryAfter seconds after which the same request may pass; 0 where it never will
 */
public record Problem(int status, String reason, String detail, Optional<Limit> limit, int retryAfter) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /** What a busy service asks its clients to wait, in seconds. */
    static final int RETRY_AFTER = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    public Problem(int status, String reason, String detail) {
        this(status, reason, detail, Optional.empty(), 0);
    }

    public static Problem badRequest(String detail) {
        return new Problem(400, "bad-request", detail);
    }

    public static Problem busy(String detail) {
        return new Problem(429, "busy", detail, Optional.empty(), RETRY_AFTER);
    }

    /** Too much of something that {@code limit}'s key governs. */
    public static Problem limit(int status, String reason, String detail, Limit limit) {
        return new Problem(status, reason, detail, Optional.of(limit), 0);
    }

    /** What a failure is for the client; what the log alone should know is left out. */
    public static Problem of(Throwable failure, String reference) {
        if (failure instanceof Refusal refusal) {
            return refusal.problem();
        }
        if (failure instanceof Full full) {
            return limit(507, "jobs-full", full.getMessage(), new Limit(full.key(), full.limit(), full.actual()));
        }
        if (failure instanceof Conflict) {
            return new Problem(409, "conflict", failure.getMessage());
        }
        if (failure instanceof Rejected rejected) {
            return new Problem(status(rejected.reason()), word(rejected.reason().name()), rejected.getMessage(),
                    rejected.limit(), 0);
        }
        if (failure instanceof Busy) {
            return busy(failure.getMessage());
        }
        if (failure instanceof Stopped) {
            return new Problem(503, "stopping", failure.getMessage() + " Send it again.", Optional.empty(),
                    RETRY_AFTER);
        }
        if (failure instanceof Cancelled) {
            return new Problem(409, "cancelled", failure.getMessage());
        }
        return new Problem(500, "failed",
                "Something failed on this side, not with your picture. Try it again; if it fails"
                + " again, the service's log says why under " + reference + ".");
    }

    private static int status(Rejected.Reason reason) {
        return switch (reason) {
            case TOO_MANY_BYTES -> 413;
            case NOT_A_PICTURE -> 415;
            case BAD_OPTION -> 400;
            case TOO_MANY_PIXELS, BROKEN_PICTURE, UNSUPPORTED, DIED_WORKING -> 422;
        };
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** HTTP's own words for the status. */
    public String title() {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    /** The members in their order, ready to be written as JSON. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "urn:loupe:problem:" + reason);
        members.put("title", title());
        members.put("status", status);
        members.put("reason", reason);
        members.put("detail", detail);
        limit.ifPresent(passed -> {
            members.put("limit_key", passed.key());
            members.put("limit", passed.allowed());
            members.put("actual", passed.actual());
        });
        return members;
    }

    public byte[] json() {
        try {
            return JSON.writeValueAsBytes(members());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible); // texts and numbers can always be written
        }
    }
}
