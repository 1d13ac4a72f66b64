package dev.loupe.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PerMinuteTest {
    private static long second(int number) {
        return TimeUnit.SECONDS.toNanos(number);
    }

    @Test
    void soManyInAnyMinute() {
        PerMinute two = new PerMinute(2);
        assertThat(two.take(second(0))).isTrue();
        assertThat(two.take(second(30))).isTrue();
        assertThat(two.take(second(59))).isFalse();
        assertThat(two.take(second(60))).isTrue();
        assertThat(two.take(second(89))).isFalse();
        assertThat(two.take(second(90))).isTrue();
    }

    @Test
    void noneIsNoLimit() {
        PerMinute any = new PerMinute(0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(any.take(0)).isTrue();
        }
    }
}
