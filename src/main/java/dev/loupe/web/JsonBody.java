package dev.loupe.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.failure.Rejected.Limit;
import dev.loupe.plan.Limits;
import dev.loupe.settings.HttpSettings;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;

/** Reads {@code {"image": "<base64>", "scale": 3, …}}. */
final class JsonBody {
    /** How long a text may be is bounded by {@code loupe.http.max-json} alone. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
            .build());

    private JsonBody() {}

    static Problem tooLarge(HttpSettings settings, Limits limits, long length) {
        return Problem.limit(413, "too-many-bytes", "The JSON has " + RawBody.megabytes(length) + "; the limit is "
                + settings.maxJson() / 1_000_000
                + ". Send the picture itself as the body, with Content-Type: image/jpeg"
                + " or whatever it is, up to " + limits.maxBytes() / 1_000_000 + " MB.",
                new Limit(HttpSettings.MAX_JSON, settings.maxJson(), length));
    }

    /** The picture, empty where there is none; everything else of the object is put into {@code fields}. */
    static byte[] read(Buffer body, Map<String, String> fields) {
        JsonNode json = parse(body);
        json.properties().forEach(field -> {
            if (!field.getKey().equals("image")) {
                fields.put(field.getKey(), scalar(field));
            }
        });
        JsonNode image = json.path("image");
        if (!image.isTextual() && !image.isNull() && !image.isMissingNode()) {
            throw new Refusal(Problem.badRequest("'image' is not a text. Send {\"image\": \"<base64>\"}."));
        }
        return decode(image.asText("").replaceAll("\\s", ""));
    }

    private static JsonNode parse(Buffer body) {
        try {
            JsonNode json = JSON.readTree(body == null ? new byte[0] : body.getBytes());
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (IOException malformed) {
            throw new Refusal(Problem.badRequest("The body is not JSON. Send {\"image\": \"<base64>\"}."));
        }
        throw new Refusal(Problem.badRequest("The body is not a JSON object. Send {\"image\": \"<base64>\"}."));
    }

    private static String scalar(Map.Entry<String, JsonNode> field) {
        if (!field.getValue().isValueNode()) {
            throw new Refusal(Problem.badRequest("'" + field.getKey() + "' is not a text or a number."));
        }
        return field.getValue().asText();
    }

    /** Base64 with or without a data URL's prefix, in one line or several. */
    private static byte[] decode(String text) {
        int comma = text.startsWith("data:") ? text.indexOf(',') : -1;
        try {
            return Base64.getDecoder().decode(text.substring(comma + 1));
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(Problem.badRequest("'image' is not base64."));
        }
    }
}
