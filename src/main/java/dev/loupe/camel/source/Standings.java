package dev.loupe.camel.source;

import dev.loupe.failure.Failed;
import dev.loupe.source.Breaker;
import dev.loupe.source.Campaign.Standing;
import dev.loupe.source.Schedule;
import dev.loupe.source.Sources;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The sources as people see them and steer them. Thread-safe. */
record Standings(Collection<Source> sources) implements Sources {
    @Override
    public List<Map<String, Object>> standing() {
        return sources.stream().map(Standings::standing).toList();
    }

    private static Map<String, Object> standing(Source source) {
        Standing standing = source.campaign().standing();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", source.name());
        json.put("type", source.settings().typeName());
        json.put("host", source.settings().server().host());
        json.put("directory", shown(source, source.settings().directory()));
        json.put("state", source.state());
        source.server().open().or(source.results()::open).map(Breaker.Open::probe)
                .ifPresent(probe -> json.put("next_try", probe.toString()));
        json.put("done", standing.done());
        json.put("failed", standing.failed());
        json.put("left", standing.left());
        json.put("per_hour", standing.perHour());
        standing.remaining().ifPresent(remaining -> json.put("seconds_to_go", remaining.toSeconds()));
        json.put("unreadable", source.unreadable().stream().map(directory -> shown(source, directory)).toList());
        json.put("left_out", source.leftOut().get());
        return json;
    }

    /** A server's directories as they are; of a folder of this machine the name, for where it lies is kept private. */
    private static String shown(Source source, String directory) {
        if (source.settings().type().remote()) {
            return directory;
        }
        Path folder = Path.of(source.settings().directory());
        return String.valueOf(folder.getFileName())
                + directory.substring(Math.min(directory.length(), folder.toString().length()));
    }

    @Override
    public List<String> check(String source) {
        return each(source, Schedule::now);
    }

    @Override
    public List<String> pause(String source) {
        return each(source, Schedule::pause);
    }

    @Override
    public List<String> resume(String source) {
        return each(source, Schedule::resume);
    }

    private List<String> each(String name, Consumer<Schedule> order) {
        List<Source> meant = sources.stream().filter(source -> name.isEmpty() || source.name().equals(name)).toList();
        if (meant.isEmpty()) {
            throw new Failed(sources.isEmpty()
                    ? "No source is configured (loupe.sources[N].type)."
                    : "There is no source " + name + "; there are "
                    + String.join(", ", sources.stream().map(Source::name).toList())
                            + ".");
        }
        meant.forEach(source -> order.accept(source.schedule()));
        return meant.stream().map(Source::name).toList();
    }

    void measure(MeterRegistry meters) {
        for (Source source : sources) {
            Tags tags = Tags.of("source", source.name());
            meters.gauge("loupe.source.left", tags, source, s -> s.campaign().standing().left());
            meters.gauge("loupe.source.done", tags, source, s -> s.campaign().standing().done());
            meters.gauge("loupe.source.failed", tags, source, s -> s.campaign().standing().failed());
            meters.gauge("loupe.source.reachable", tags, source, s -> s.server().open().or(s.results()::open).isEmpty()
                    ? 1 : 0);
            meters.gauge("loupe.source.unreadable", tags, source, s -> s.unreadable().size());
            meters.gauge("loupe.source.left.out", tags, source, s -> s.leftOut().get());
        }
    }
}
