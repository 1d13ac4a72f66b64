package dev.loupe.job;

import dev.loupe.store.Postgres;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresJobStoreTest extends JobStoreContract {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    String jdbcUrl() {
        return POSTGRES.jdbcUrl();
    }
}
