package dev.loupe.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = 17;
    private long waits;

    private boolean pass(long nanos) {
        waits++;
        now += nanos;
        return false;
    }

    private Pace pace(double perSecond) {
        return new Pace(perSecond, () -> now, this::pass);
    }

    @Test
    void ten_times_its_bytes_take_ten_seconds_and_all_of_them_arrive() throws IOException {
        byte[] content = new byte[1_000_000];
        content[999_999] = 7;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream paced = pace(100_000).into(out)) {
            paced.write(content);
            paced.write(8);
        }
        assertThat(out.toByteArray()).hasSize(1_000_001).endsWith(7, 8);
        assertThat(now - 17).isEqualTo(10 * SECOND);
        assertThat(waits).as("so that the rate is even").isGreaterThanOrEqualTo(99);
    }

    @Test
    void several_transfers_share_it() throws IOException {
        Pace pace = pace(100_000);
        OutputStream one = pace.into(OutputStream.nullOutputStream());
        OutputStream other = pace.into(OutputStream.nullOutputStream());
        for (int i = 0; i < 50; i++) {
            one.write(new byte[10_000]);
            other.write(new byte[10_000]);
        }
        assertThat(now - 17).as("but for the last piece, which nothing waits for").isEqualTo(10 * SECOND - SECOND / 10);
    }

    @Test
    void time_that_nothing_was_transferred_in_is_not_saved_up() throws IOException {
        Pace pace = pace(100_000);
        now += 3600 * SECOND;
        long before = now;
        pace.into(OutputStream.nullOutputStream()).write(new byte[1_000_000]);
        assertThat(now - before).isEqualTo(10 * SECOND - SECOND / 10);
    }

    @Test
    void without_a_limit_nothing_waits() throws IOException {
        pace(Double.POSITIVE_INFINITY).into(OutputStream.nullOutputStream()).write(new byte[1_000_000]);
        assertThat(waits).isZero();
    }

    @Test
    void a_service_that_stops_ends_it() {
        OutputStream out = new Pace(10, () -> now, nanos -> true).into(OutputStream.nullOutputStream());
        assertThatThrownBy(() -> out.write(new byte[100])).isInstanceOf(InterruptedIOException.class);
    }
}
