package dev.loupe.settings;

import dev.loupe.store.Duplicates;
import java.nio.file.Path;
import java.time.Duration;

/** The watched folder: absolute paths, and how it is watched ({@code loupe.folder.*}). */
public record FolderSettings(
        boolean enabled, Path inbox, Path outbox, Path done, Path failed, Duration settle, Duration poll,
        Duplicates duplicates, int atOnce, int perMinute) {

    static FolderSettings read(Values values, Path home) {
        return new FolderSettings(
                values.flag("loupe.folder.enabled"),
                path(values, home, "inbox"),
                path(values, home, "outbox"),
                path(values, home, "done"),
                path(values, home, "failed"),
                values.time("loupe.folder.settle"),
                values.time("loupe.folder.poll"),
                values.choice("loupe.folder.duplicates", Duplicates.class),
                values.integer("loupe.folder.at-once", 1, 256),
                values.integer("loupe.folder.per-minute", 0, 1_000_000));
    }

    private static Path path(Values values, Path home, String name) {
        return values.value("loupe.folder." + name, "a path", text -> home.resolve(text).normalize());
    }
}
