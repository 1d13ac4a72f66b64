package dev.loupe.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2LedgerTest extends LedgerContract {
    @TempDir
    private Path folder;

    @Override
    String jdbcUrl() {
        return "jdbc:h2:file:" + folder.resolve("jobs") + ";WRITE_DELAY=0";
    }
}
