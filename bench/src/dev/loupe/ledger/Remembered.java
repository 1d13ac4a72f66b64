package dev.loupe.ledger;

import dev.loupe.settings.Settings;
import dev.loupe.store.Database;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** Writes into a home's ledger that every file of a tree is done: {@code Remembered HOME SOURCE TREE}. */
public final class Remembered {
    private static final int BATCH = 10_000;

    private Remembered() {}

    public static void main(String[] arguments) throws IOException {
        Path tree = Path.of(arguments[2]);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(tree)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        try (Database database = new Database(Settings.load(Path.of(arguments[0])).jdbcUrl())) {
            for (int from = 0; from < files.size(); from += BATCH) {
                List<Path> batch = files.subList(from, Math.min(files.size(), from + BATCH));
                database.transaction(connection -> {
                    try (PreparedStatement row = connection.prepareStatement(
                            "insert into ledger (source, path, path_key, state, size, modified, exact_to, sha256,"
                            + " first_seen, finished) values (?, ?, ?, 'DONE', ?, ?, 'SECOND', ?, ?, ?)")) {
                        for (Path file : batch) {
                            set(row, arguments[1], tree.relativize(file).toString().replace('\\', '/'), file.toFile());
                        }
                        return row.executeBatch();
                    }
                });
            }
        }
    }

    private static void set(PreparedStatement row, String source, String path, File file)
            throws SQLException {
        Instant modified = Instant.ofEpochMilli(file.lastModified()).truncatedTo(ChronoUnit.SECONDS);
        row.setString(1, source);
        row.setString(2, path);
        row.setString(3, Rows.key(path));
        row.setLong(4, file.length());
        row.setObject(5, Rows.at(modified));
        row.setString(6, "0".repeat(64));
        row.setObject(7, Rows.at(modified));
        row.setObject(8, Rows.at(modified));
        row.addBatch();
    }
}
