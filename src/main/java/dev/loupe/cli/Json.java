package dev.loupe.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.nio.file.Path;

/** What commands print for other programs: one object on one line, names_like_this. */
final class Json {
    private Json() {}

    static String of(Object value) throws JsonProcessingException {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .addModule(new SimpleModule().addSerializer(Path.class, new ToStringSerializer(Path.class)))
                .build()
                .writeValueAsString(value);
    }
}
