package dev.loupe.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns();

    @Test
    void afterFourInteractiveOneBulkIsDue() {
        for (int i = 0; i < 4; i++) {
            assertThat(turns.first()).isEqualTo(Lane.INTERACTIVE);
            turns.took(Lane.INTERACTIVE);
        }
        assertThat(turns.first()).isEqualTo(Lane.BULK);
        turns.took(Lane.BULK);
        assertThat(turns.first()).isEqualTo(Lane.INTERACTIVE);
    }

    @Test
    void bulkStaysDueWhileItHasNothing() {
        for (int i = 0; i < 9; i++) {
            turns.took(Lane.INTERACTIVE);
        }
        assertThat(turns.first()).isEqualTo(Lane.BULK);
    }
}
