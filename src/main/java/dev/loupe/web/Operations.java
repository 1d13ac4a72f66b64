package dev.loupe.web;

import dev.loupe.web.Porch.Operation;
import java.util.List;

/** Everything that can be asked of the door. */
public final class Operations {
    public static final List<Operation> ALL = List.of(
            new Operation("GET", "/"),
            new Operation("GET", "/livez"),
            new Operation("GET", "/readyz"),
            new Operation("GET", "/healthz"),
            new Operation("GET", "/openapi.json"),
            new Operation("POST", "/session"),
            new Operation("DELETE", "/session"),
            new Operation("POST", "/enhance"),
            new Operation("POST", "/jobs"),
            new Operation("GET", "/jobs"),
            new Operation("GET", "/jobs/{id}"),
            new Operation("DELETE", "/jobs/{id}"),
            new Operation("GET", "/jobs/{id}/result"),
            new Operation("GET", "/jobs/{id}/input"),
            new Operation("GET", "/jobs/{id}/events"),
            new Operation("POST", "/jobs/{id}/cancel"),
            new Operation("POST", "/jobs/{id}/retry"));

    private Operations() {}
}
