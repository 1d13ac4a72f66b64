package dev.loupe.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loupe.codec.Bytes;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads {@code {"image": "<base64>", "scale": 3, …}}. */
final class JsonBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonBody() {}

    /** The picture in a file of {@code folder}, and everything else of the object as fields. */
    static Upload read(Buffer body, Map<String, String> fields, Path folder) throws IOException {
        JsonNode json = parse(body);
        json.properties().forEach(field -> {
            if (!field.getKey().equals("image")) {
                fields.put(field.getKey(), scalar(field));
            }
        });
        byte[] picture = decode(json.path("image").asText(""));
        Path file = folder.resolve(UUID.randomUUID().toString());
        Files.write(file, picture);
        return new Upload(List.of(new Upload.Part("picture", new Bytes.InFile(file))), fields);
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
            return Base64.getMimeDecoder().decode(text.substring(comma + 1));
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(Problem.badRequest("'image' is not base64."));
        }
    }
}
