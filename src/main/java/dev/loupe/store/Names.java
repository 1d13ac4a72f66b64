package dev.loupe.store;

import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Gives every picture its name in an output folder: a redo of the same source gets the name it had, a different picture
 * never takes it unless it is told to. Safe for several threads.
 */
public final class Names {
    private final Database database;
    private final Duplicates policy;

    public Names(Database database, Duplicates policy) {
        this.database = database;
        this.policy = policy;
    }

    /**
     * Reserves a name.
     *
     * @param wanted relative to the folder, with {@code /} between its parts
     * @return {@code wanted}, or with {@link Duplicates#VERSION} the first of {@code name-2}, {@code name-3} … that
     *     is free
     * @throws Rejected with {@link Duplicates#FAIL} where the name belongs to a different picture
     */
    public synchronized String reserve(Path folder, String wanted, Origin origin) {
        return database.transaction(connection -> {
            for (int version = 1; ; version++) {
                String name = versioned(wanted, version);
                Optional<Origin> owner = owner(connection, folder, name);
                boolean free = !Files.exists(folder.resolve(name)) && !inFlight(connection, owner);
                if (free || owner.filter(origin::equals).isPresent() || policy == Duplicates.OVERWRITE) {
                    take(connection, folder, name, origin);
                    return name;
                }
                if (policy == Duplicates.FAIL) {
                    throw new Rejected(Reason.BAD_OPTION, "The name " + name + " in " + folder.getFileName()
                            + " belongs to a different picture"
                            + owner.map(other -> " (" + other.path() + ")").orElse("")
                            + ". Rename this one, or set loupe.folder.duplicates to version or overwrite.");
                }
            }
        });
    }

    private static Optional<Origin> owner(Connection connection, Path folder, String name) throws SQLException {
        return Database.first(connection, "select source, path, sha256 from taken_name where folder = ? and name = ?",
                row -> new Origin(row.getString(1), row.getString(2), row.getString(3)), folder.toString(), name);
    }

    /** Whether the name's owner is being worked on, so that its file is still to come. */
    private static boolean inFlight(Connection connection, Optional<Origin> owner) throws SQLException {
        return owner.isPresent() && Attempts.isInFlight(connection, owner.get());
    }

    private static void take(Connection connection, Path folder, String name, Origin origin) throws SQLException {
        Database.update(connection, "delete from taken_name where folder = ? and name = ?", folder.toString(), name);
        Database.update(connection,
                "insert into taken_name (folder, name, source, path, sha256) values (?, ?, ?, ?, ?)",
                folder.toString(), name, origin.source(), origin.path(), origin.sha256());
    }

    private static String versioned(String wanted, int version) {
        if (version == 1) {
            return wanted;
        }
        int slash = wanted.lastIndexOf('/');
        int dot = wanted.lastIndexOf('.');
        int end = dot > slash + 1 ? dot : wanted.length();
        return wanted.substring(0, end) + "-" + version + wanted.substring(end);
    }
}
