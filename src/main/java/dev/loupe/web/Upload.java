package dev.loupe.web;

import dev.loupe.codec.Bytes;
import java.util.List;
import java.util.Map;

/**
 * What a request brought: pictures, whose files are deleted when the request ends unless they were moved away, and the
 * options beside them.
 */
public record Upload(List<Part> parts, Map<String, String> fields) {
    /** One picture; {@code name} is what the sender calls it, without folders. */
    public record Part(String name, Bytes bytes) {}
}
