package dev.loupe.camel.source;

import dev.loupe.settings.SourceSettings;
import dev.loupe.settings.SourceSettings.All;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.main.Main;

/** Says which route templates Camel is to make routes of, with what parameters: three for each watched source. */
record Templates(All sources) {
    /** The route that brings a source's results to where they go. */
    static String results(String source) {
        return "results-" + source;
    }

    void instantiate(Main camel) {
        for (SourceSettings source : sources.each()) {
            if (source.watch()) {
                Map<String, String> parameters = server(source);
                parameters.put("directory", source.directory());
                add(camel, source.name(), source.typeName(), source.name(), parameters);
                add(camel, "items-" + source.name(), "items", source.name(), Map.of());
                results(camel, source);
            }
        }
    }

    private void results(Main camel, SourceSettings source) {
        SourceSettings place = source.place(sources);
        Map<String, String> parameters = server(place);
        parameters.put("directory", source.results().place());
        String template = source.results().endpoint() ? "endpoint-results" : place.typeName() + "-results";
        add(camel, results(source.name()), template, source.name(), parameters);
    }

    private static Map<String, String> server(SourceSettings source) {
        Map<String, String> parameters = new TreeMap<>();
        if (source.type().remote()) {
            parameters.put("server", source.name());
            parameters.put("host", source.server().host());
            parameters.put("port", Integer.toString(source.server().port()));
            parameters.put("user", source.server().user());
            parameters.put("knownHosts", source.server().knownHosts().toString());
            parameters.put("implicit", Boolean.toString(source.server().implicit()));
            parameters.put("timeout", Long.toString(source.server().timeout().toMillis()));
        }
        return parameters;
    }

    private static void add(Main camel, String route, String template, String name, Map<String, String> parameters) {
        String prefix = "camel.routeTemplate[" + route + "].";
        camel.addInitialProperty(prefix + "templateId", template);
        camel.addInitialProperty(prefix + "name", name);
        parameters.forEach((parameter, value) -> camel.addInitialProperty(prefix + parameter, value));
    }
}
