package dev.loupe.web;

import java.util.Locale;

/** How a picture travels in a request. */
enum BodyKind {
    FORM,
    RAW,
    JSON;

    static BodyKind of(String contentType) {
        String type = contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (type.equals("multipart/form-data")) {
            return FORM;
        }
        if (type.equals("application/json")) {
            return JSON;
        }
        if (type.startsWith("image/") || type.equals("application/octet-stream")) {
            return RAW;
        }
        throw new Refusal(new Problem(415, "unsupported-media-type",
                (type.isEmpty() ? "No Content-Type" : "'" + type + "'")
                + " is not how a picture is sent here. Send a form (multipart/form-data, file 'image'), the picture"
                + " itself (image/jpeg, image/png …), or JSON (application/json)."));
    }
}
