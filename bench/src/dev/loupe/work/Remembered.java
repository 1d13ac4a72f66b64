package dev.loupe.work;

import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import dev.loupe.work.Admissions.Arrival;
import dev.loupe.work.Look.Exactness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** Writes into a home's table of work that every file of a tree is done: {@code Remembered HOME SOURCE TREE}. */
public final class Remembered {
    private static final int BATCH = 10_000;

    private Remembered() {}

    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(arguments[0]);
        Path tree = Path.of(arguments[2]);
        SourceKey source = new SourceKey(arguments[1], false);
        try (Database database = new Database(Settings.load(home).jdbcUrl());
                WorkerLease lease = WorkerLease.started(database, home);
                Stream<Path> walk = Files.walk(tree)) {
            Admissions admissions = new Admissions(database, lease, ZoneId.systemDefault());
            Known nothing = admissions.known(source);
            List<Arrival> files = walk.filter(Files::isRegularFile).map(file -> arrival(tree, file)).toList();
            for (int from = 0; from < files.size(); from += BATCH) {
                admissions.admit(source, nothing, files.subList(from, Math.min(files.size(), from + BATCH)),
                        Duration.ZERO);
            }
            database.transaction(connection -> Database.update(connection, "update work_item set state = 'DONE',"
                    + " stage = 'DELIVERED', sha256 = ?, finished = current_timestamp", "0".repeat(64)));
        }
    }

    private static Arrival arrival(Path tree, Path file) {
        String path = tree.relativize(file).toString().replace('\\', '/');
        Instant modified = Instant.ofEpochMilli(file.toFile().lastModified()).truncatedTo(ChronoUnit.SECONDS);
        return new Arrival(path, new Look(file.toFile().length(), modified, Exactness.SECOND), "");
    }
}
