package dev.loupe.work;

import dev.loupe.store.Postgres;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresWorkTest extends LeaseContract {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    String jdbcUrl() {
        return POSTGRES.jdbcUrl();
    }
}
