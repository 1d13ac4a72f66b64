package dev.loupe.ledger;

import dev.loupe.store.Postgres;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresLedgerTest extends LedgerContract {
    @RegisterExtension
    static final Postgres POSTGRES = new Postgres();

    @Override
    String jdbcUrl() {
        return POSTGRES.jdbcUrl();
    }
}
