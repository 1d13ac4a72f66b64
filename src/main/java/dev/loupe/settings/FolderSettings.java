package dev.loupe.settings;

import dev.loupe.store.Duplicates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * The watched folder: absolute paths, and how it is watched ({@code loupe.folder.*}).
 *
 * @param queue whether its pictures are bulk jobs
 */
public record FolderSettings(
        boolean enabled, Path inbox, Path outbox, Path done, Path failed, Duration settle, Duration poll,
        Duplicates duplicates, int atOnce, int perMinute, boolean queue) {
    private static final String QUEUE = "loupe.folder.queue";

    static FolderSettings read(Values values, Path home) {
        FolderSettings settings = new FolderSettings(
                values.flag("loupe.folder.enabled"),
                path(values, home, "inbox"),
                path(values, home, "outbox"),
                path(values, home, "done"),
                path(values, home, "failed"),
                values.time("loupe.folder.settle"),
                values.time("loupe.folder.poll"),
                values.choice("loupe.folder.duplicates", Duplicates.class),
                values.integer("loupe.folder.at-once", 1, 256),
                values.integer("loupe.folder.per-minute", 0, 1_000_000),
                values.flag(QUEUE));
        if (settings.enabled && values.faults().isEmpty()) {
            settings.requireApart(values);
            if (settings.queue && !values.flag("loupe.jobs.enabled")) {
                values.fault(QUEUE + "=true needs the queue: set loupe.jobs.enabled=true");
            }
        }
        return settings;
    }

    private static Path path(Values values, Path home, String name) {
        return values.value(key(name), "a path", text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException();
            }
            return Values.path(home, text);
        });
    }

    private static String key(String name) {
        return "loupe.folder." + name;
    }

    /** What lands in the inbox is taken again, for ever; what shares a folder with a result may replace it. */
    private void requireApart(Values values) {
        Map<String, Path> others = new TreeMap<>(Map.of("outbox", outbox, "done", done, "failed", failed));
        Map<Path, String> seen = new HashMap<>();
        others.forEach((name, path) -> {
            if (isWatched(path)) {
                values.fault(key(name) + "=" + path + " lies in " + key("inbox") + "=" + inbox
                        + ", where it would be taken for new pictures; choose a folder outside");
            }
            String same = seen.put(path, name);
            if (same != null) {
                values.fault(key(name) + " and " + key(same) + " are the same folder, " + path
                        + ", where they would replace each other's pictures; choose two");
            }
        });
    }

    /** Whether the inbox's route looks there: it does below the inbox, but for hidden folders. */
    private boolean isWatched(Path path) {
        return path.equals(inbox) || path.startsWith(inbox)
                && StreamSupport.stream(inbox.relativize(path).spliterator(), false)
                        .noneMatch(part -> part.toString().startsWith("."));
    }
}
