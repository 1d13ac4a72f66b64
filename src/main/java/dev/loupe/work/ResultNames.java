package dev.loupe.work;

import dev.loupe.failure.ClaimLost;
import dev.loupe.failure.Rejected;
import dev.loupe.failure.Rejected.Reason;
import dev.loupe.store.Database;
import dev.loupe.store.Duplicates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * Gives every picture a name of its own in the place its result goes to: done again it gets the name it had, and
 * another picture never takes it unless it is allowed to. Safe for several threads and processes.
 */
public final class ResultNames {
    private final Database database;

    public ResultNames(Database database) {
        this.database = database;
    }

    /**
     * Where results go.
     *
     * @param where what tells places apart, such as a server and a directory
     * @param folder the place as a folder of this machine, where files that nobody here has written are respected, and
     *     names are free again when their files are gone; empty where names are taken for ever
     */
    public record Place(String where, Duplicates duplicates, Optional<Path> folder) {
        private boolean holds(String name) {
            return folder.filter(path -> Files.exists(path.resolve(name))).isPresent();
        }

        private String key(String name) { // some places do not tell case apart, or forms of an accent
            String plain = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
            return WorkRows.key(where + '\n' + plain);
        }
    }

    /**
     * Reserves a name.
     *
     * @param wanted relative to the place, with {@code /} between its parts
     * @return {@code wanted}, or with {@link Duplicates#VERSION} the first of {@code name-2}, {@code name-3} … that
     *     is free
     * @throws Rejected with {@link Duplicates#FAIL} where the name belongs to another picture
     */
    public String reserve(Claim claim, Place place, String wanted) {
        for (int version = 1; ; version++) {
            String name = ResultName.versioned(wanted, version);
            // nobody else may have it, and nobody may have taken it in the meantime
            if (database.unlessTaken(connection -> take(connection, claim, place, name)).orElse(false)) {
                return name;
            }
        }
    }

    private static boolean take(Connection connection, Claim claim, Place place, String name) throws SQLException {
        WorkItem item = WorkStore.find(connection, claim.item()).orElseThrow(ClaimLost::new);
        Optional<WorkItem> owner = Database.first(connection, "select * from work_item where place_key = ?",
                WorkRows::item, place.key(name));
        boolean free = owner.map(other -> mayBeTaken(other, item, place, name)).orElseGet(() -> !place.holds(name));
        if (!free && place.duplicates() == Duplicates.FAIL) {
            throw new Rejected(Reason.BAD_OPTION, "The name " + name + " belongs to another picture"
                    + owner.map(other -> " (" + other.path() + ")").orElse("") + ". Rename this one, or set"
                    + " loupe.folder.duplicates to version or overwrite.");
        }
        if (!free && place.duplicates() == Duplicates.VERSION) {
            return false;
        }
        Database.update(connection, "update work_item set place_key = null where place_key = ? and id <> ?",
                place.key(name), item.id());
        return Database.update(connection, "update work_item set place_key = ?, result = ? where id = ? and claim = ?"
                + " and state = 'RUNNING'", place.key(name), name, item.id(), claim.number()) > 0 || lost();
    }

    private static boolean lost() {
        throw new ClaimLost();
    }

    /** By the picture that had it, by the same one that was dropped again, or by anybody once its file is gone. */
    private static boolean mayBeTaken(WorkItem owner, WorkItem item, Place place, String name) {
        boolean same = owner.source().equals(item.source()) && owner.path().equals(item.path())
                && owner.sha256().equals(item.sha256());
        boolean ended = owner.finished().isPresent();
        return owner.id() == item.id() || same || ended && place.folder().isPresent() && !place.holds(name);
    }
}
