package dev.loupe.web;

import dev.loupe.raster.Size;
import dev.loupe.upscale.Report;
import dev.loupe.upscale.Stage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was done to a picture, as headers and as JSON. */
public final class Reports {
    private Reports() {}

    public static Map<String, String> headers(Report report) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Loupe-Model", report.engine().model());
        headers.put("Loupe-Scale", Integer.toString(report.plan().scale()));
        headers.put("Loupe-Engine", report.engine().provider());
        headers.put("Loupe-Device", report.engine().device().toString());
        headers.put("Loupe-Precision", report.engine().precision().toString());
        headers.put("Loupe-Input-Size", report.plan().input().toString());
        headers.put("Loupe-Result-Size", report.plan().result().toString());
        headers.put("Loupe-Milliseconds", milliseconds(report).entrySet().stream()
                .map(stage -> stage.getKey() + "=" + stage.getValue()).collect(Collectors.joining(", ")));
        if (!report.notes().isEmpty()) {
            headers.put("Loupe-Notes", String.join("; ", report.notes()));
        }
        return headers;
    }

    public static Map<String, Object> json(Report report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", report.engine().model());
        json.put("scale", report.plan().scale());
        json.put("engine", report.engine().provider());
        json.put("device", report.engine().device().toString());
        json.put("precision", report.engine().precision().toString());
        json.put("input", size(report.plan().input()));
        json.put("result", size(report.plan().result()));
        json.put("milliseconds", milliseconds(report));
        json.put("notes", report.notes());
        return json;
    }

    private static Map<String, Object> size(Size size) {
        return Map.of("width", size.width(), "height", size.height());
    }

    public static Map<String, Long> milliseconds(Report report) {
        Map<String, Long> milliseconds = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            milliseconds.put(stage.name().toLowerCase(Locale.ROOT), report.timings().millis(stage));
        }
        return milliseconds;
    }
}
