package dev.loupe.work;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2WorkTest extends LeaseContract {
    @TempDir
    private Path folder;

    @Override
    String jdbcUrl() {
        return "jdbc:h2:file:" + folder.resolve("work") + ";WRITE_DELAY=0";
    }
}
