package dev.loupe.web;

import dev.loupe.job.Jobs;
import dev.loupe.job.Lane;
import dev.loupe.upscale.Option;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a {@code POST /jobs} asks for beside its pictures. */
public record JobRequest(Map<Option, String> options, Jobs.Terms terms, Optional<String> key) {
    private static final String PRIORITY = "priority";
    private static final String CALLBACK = "callback";
    /** Characters of a request's options: what the table holds. */
    private static final int MOST_OPTIONS = 600;

    public static JobRequest of(Visit visit, String idempotencyKey) {
        Map<String, String> fields = visit.upload().fields();
        Map<Option, String> options = Fields.options(fields, PRIORITY, CALLBACK);
        Map<String, String> named = new TreeMap<>();
        options.forEach((option, text) -> named.put(option.parameter(), text));
        if (named.values().stream().mapToInt(String::length).sum() > MOST_OPTIONS) {
            throw new Refusal(Problem.badRequest("The options are too long."));
        }
        Optional<String> key = Optional.ofNullable(idempotencyKey).map(String::strip).filter(text -> !text.isEmpty());
        if (key.isPresent() && key.get().length() > 200) {
            throw new Refusal(Problem.badRequest("The Idempotency-Key is longer than 200 characters."));
        }
        Optional<String> callback = Optional.ofNullable(fields.get(CALLBACK)).filter(text -> !text.isBlank());
        return new JobRequest(options,
                new Jobs.Terms(visit.caller().name(), lane(fields.get(PRIORITY)), named, callback), key);
    }

    private static Lane lane(String text) {
        if (text == null || text.isBlank() || text.equals("interactive")) {
            return Lane.INTERACTIVE;
        }
        if (text.equals("bulk")) {
            return Lane.BULK;
        }
        throw new Refusal(Problem.badRequest("The priority '" + text + "' is neither interactive nor bulk."));
    }

    /** The client's name for this request, with a hash over all that it brings. */
    public Optional<Jobs.Idempotency> idempotency(Visit visit) throws IOException {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(new TreeMap<>(visit.upload().fields()).toString().getBytes(StandardCharsets.UTF_8));
            for (Upload.Part part : visit.upload().parts()) {
                try (InputStream in = new DigestInputStream(part.bytes().open(), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            return Optional.of(new Jobs.Idempotency(key.get(), HexFormat.of().formatHex(digest.digest())));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform must have SHA-256
        }
    }
}
