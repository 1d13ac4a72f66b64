package dev.loupe.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** Listings of one file in their three forms: exact, to the minute, and to the day once it is half a year old. */
class LookTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Colombo"); // half an hour off the full hour

    private static Look at(String time) {
        return Look.listed(500, Instant.parse(time), ZONE);
    }

    private final Look exact = at("2026-03-04T21:06:07Z");
    private final Look minute = at("2026-03-04T21:06:00Z");
    private final Look day = at("2026-03-04T18:30:00Z"); // midnight in Colombo

    @Test
    void forms_of_one_time_agree() {
        assertThat(exact.exactTo()).isEqualTo(Look.Exactness.SECOND);
        assertThat(minute.exactTo()).isEqualTo(Look.Exactness.MINUTE);
        assertThat(day.exactTo()).isEqualTo(Look.Exactness.DAY);
        for (Look one : new Look[] {exact, minute, day}) {
            for (Look other : new Look[] {exact, minute, day}) {
                assertThat(one.agrees(other, ZONE)).as(one + " and " + other).isTrue();
            }
        }
    }

    @Test
    void other_times_do_not_agree_as_far_as_both_are_known() {
        assertThat(exact.agrees(at("2026-03-04T21:06:08Z"), ZONE)).isFalse();
        assertThat(exact.agrees(at("2026-03-04T21:07:00Z"), ZONE)).isFalse();
        assertThat(minute.agrees(at("2026-03-04T21:07:00Z"), ZONE)).isFalse();
        assertThat(exact.agrees(at("2026-03-05T18:30:00Z"), ZONE)).isFalse();
        assertThat(minute.agrees(at("2026-03-03T18:30:00Z"), ZONE)).isFalse();
    }

    @Test
    void another_size_is_another_file() {
        assertThat(day.agrees(new Look(501, day.modified(), day.exactTo()), ZONE)).isFalse();
    }
}
